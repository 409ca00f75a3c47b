"""Values as JSON, and back: whatever a world keeps, by its type, so that nothing is written twice.

pydantic would do most of this, but it tells the members of a union apart by what fits, and two
values with the same members fit equally. Here they say their names: `{"is": "ReviewStep", ...}`.
"""

from simulator.adapters.codec.codec import Codec, codec_of, of_table
from simulator.adapters.codec.reading import Malformed
from simulator.domain.steps import Step

__all__ = ["STEP", "Codec", "Malformed", "codec_of", "of_table"]

# Of whatever may wait on a timeline.
STEP: Codec[Step] = codec_of(Step)
