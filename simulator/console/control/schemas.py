"""What is taken and given, as JSON Schema, made of the types by which it is read and checked."""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from simulator.domain.value import value
from simulator.face.reading import Wire

__all__ = ["Json", "Schemas", "schemas_of"]

Json: TypeAlias = dict[str, Any]

_WHERE: Final = "#/components/schemas/"


class _Generator(GenerateJsonSchema):
    """Closes what we answer, and leaves out titles that say a member's name again."""

    def typed_dict_schema(self, schema: Any) -> Json:  # noqa: ANN401 - as pydantic names it
        return {**super().typed_dict_schema(schema), "additionalProperties": False}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as above
        return False


@value
class Schemas:
    """Schemas by the types that they are made of.

    Attributes:
        queries: what queries look like: objects, with a member for each parameter.
        payloads: references to what bodies look like.
        answers: references to what answers look like.
        definitions: what is referred to, by name.
    """

    queries: Mapping[type, Json]
    payloads: Mapping[type, Json]
    answers: Mapping[type, Json]
    definitions: Mapping[str, Json]


def schemas_of(
    queries: Collection[type[Wire]], payloads: Collection[type[Wire]], answers: Collection[type]
) -> Schemas:
    """Make the schemas of all these types, which may refer to each other."""
    inputs: list[tuple[type, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((one, "validation", TypeAdapter(one)) for one in (*queries, *payloads)),
        *((one, "serialization", TypeAdapter(one)) for one in answers),
    ]
    made, rest = TypeAdapter.json_schemas(
        inputs, ref_template=f"{_WHERE}{{model}}", schema_generator=_Generator
    )
    definitions = rest["$defs"]
    names = {one: made[one, "validation"]["$ref"].removeprefix(_WHERE) for one in queries}
    return Schemas(
        {one: definitions.pop(name) for one, name in names.items()},
        {one: made[one, "validation"] for one in payloads},
        {one: made[one, "serialization"] for one in answers},
        definitions,
    )
