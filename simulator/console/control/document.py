"""The control API in a document: OpenAPI 3.1, made of the table that routes it.

Nothing is said twice. Summaries are what stands above the handlers, payloads the models that they
are read as, answers the types that `translate/` is checked against.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from simulator import __version__
from simulator.console.control import shapes
from simulator.console.control.auth import HEADER
from simulator.console.control.schemas import Json, Schemas, schemas_of
from simulator.domain.refusals import Invalid
from simulator.face import Route
from simulator.face.reading import Wire, validate
from simulator.services.worlds import NAME

__all__ = ["describe"]

_JSON: Final = "application/json"
_PART: Final = re.compile(r"{(\w+)}")

_INFO: Final[Json] = {
    "title": "carriersim: the control API",
    "version": __version__,
    "summary": "Steers the worlds of this server, and looks into them.",
    "description": (
        f"A call belongs to the world that `{HEADER}` names, else to that of a vendor's key, else"
        " to `demo`. Payloads may have no members but those that are listed, and answers have no"
        " others: the server that answers has made this document of itself."
    ),
}
_BEARER: Final[Json] = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token that the server printed, if it demands one; else any vendor's key.",
}
_WORLD: Final[Json] = {
    "name": HEADER,
    "in": "header",
    "description": "The world that is meant.",
    "schema": {"type": "string", "pattern": f"^{NAME.pattern}$"},
}
_HEADERS: Final[Json] = {
    HEADER: {
        "description": "The world that the call belonged to, or `-` where there was none.",
        "schema": {"type": "string"},
    },
    "X-Sim-Version": {
        "description": "The version of the simulator.",
        "schema": {"type": "string"},
    },
    "X-Sim-Seed": {
        "description": "The seed of the world, or the server's where there was none.",
        "schema": {"type": "integer"},
    },
}

# Which refusals to expect of what.
_OF_BODIES: Final = {
    "400": "The body is no JSON object.",
    "413": "The body is too long.",
    "415": "The body does not say that it is JSON.",
}
_OF_MEMBERS: Final = {"422": "A member or a parameter is missing, unknown or wrong."}
_OF_PARTS: Final = {"404": "There is no such thing."}
_OF_ALL: Final = {
    "401": "The token, the key or the name of the world is not one.",
    "403": "Another site's page is behind the call.",
    "default": "Another refusal, or a fault of ours.",
}


def describe(routes: Sequence[Route]) -> shapes.Document:
    """Describe operations."""
    schemas = _schemas(routes)
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "security": [{}, {"bearer": []}],
        "tags": _tags(routes),
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": _BEARER},
            "parameters": {"World": _WORLD},
            "headers": _HEADERS,
            "responses": {"Refused": _response("No.", schemas.answers[shapes.Refused])},
            "schemas": schemas.definitions,
        },
    }


def _schemas(routes: Sequence[Route]) -> Schemas:
    return schemas_of(
        queries={one.takes for one in routes if one.takes and not _has_body(one)},
        payloads={one.takes for one in routes if one.takes and _has_body(one)},
        answers={shapes.Refused, *(one.gives for one in routes if one.gives)},
    )


def _operation(route: Route, schemas: Schemas) -> Json:
    return {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route.handler.__module__)],
        "parameters": [*_parameters(route, schemas)],
        **_body(route, schemas),
        "responses": {**_success(route, schemas), **_refusals(route)},
    }


def _parameters(route: Route, schemas: Schemas) -> Iterator[Json]:
    for name in _PART.findall(route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if route.takes and not _has_body(route):
        yield from _query(schemas.queries[route.takes])
    if route.has_world:
        yield {"$ref": "#/components/parameters/World"}


def _query(schema: Json) -> Iterator[Json]:
    needed = schema.get("required", ())
    for name, member in schema["properties"].items():
        # A parameter that is left out is None to us, but nobody can write null in a query.
        kinds = [kind for kind in member.get("anyOf", ()) if kind != {"type": "null"}]
        there = kinds[0] if kinds else member
        yield {"name": name, "in": "query", "required": name in needed, "schema": there}


def _body(route: Route, schemas: Schemas) -> Json:
    if route.takes is None or not _has_body(route):
        return {}
    content = _content(schemas.payloads[route.takes])
    return {"requestBody": {"required": not _may_be_empty(route.takes), **content}}


def _success(route: Route, schemas: Schemas) -> Json:
    schema = schemas.answers[route.gives] if route.gives else {}
    if route.media_type != _JSON:  # text, of which a schema can only say what can be read in it
        schema = {"type": "string", **({"contentSchema": schema} if schema else {})}
    return {str(route.status): _response("Done.", schema, route.media_type)}


def _refusals(route: Route) -> Json:
    texts = {
        **(_OF_BODIES if _has_body(route) and route.takes else {}),
        **(_OF_MEMBERS if route.takes else {}),
        **(_OF_PARTS if _PART.search(route.path) else {}),
        **_OF_ALL,
    }
    refused = {"$ref": "#/components/responses/Refused"}
    return {status: {**refused, "description": text} for status, text in sorted(texts.items())}


def _response(description: str, schema: Json, media_type: str = _JSON) -> Json:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
    return {"description": description, "headers": headers, **_content(schema, media_type)}


def _content(schema: Json, media_type: str = _JSON) -> Json:
    return {"content": {media_type: {"schema": schema}}}


def _has_body(route: Route) -> bool:
    return route.method != "GET"


def _may_be_empty(model: type[Wire]) -> bool:
    """Tell whether an object without members would do; no body is one."""
    try:
        validate(model, {})
    except Invalid:
        return False
    return True


def _tags(routes: Sequence[Route]) -> list[Json]:
    """Name the modules that the handlers are in, with the sentences at their tops."""
    modules = dict.fromkeys(route.handler.__module__ for route in routes)
    return [{"name": _tag(name), "description": sys.modules[name].__doc__} for name in modules]


def _tag(module: str) -> str:
    return module.rpartition(".")[2]
