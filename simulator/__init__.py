"""A local SMS carrier: three gateways in front, one simulated carrier behind."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("carriersim")
