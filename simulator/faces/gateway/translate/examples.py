"""Calls to copy: one operation in four languages, none of which needs anything installed."""

import json
from typing import Any

from simulator.face import Route

__all__ = ["of"]


def of(route: Route, url: str) -> dict[str, str]:
    """Write a call of an operation."""
    target = url + route.path.replace("{id}", "ID")
    body = _body(route)
    return {
        "curl": _curl(route.method, target, body),
        "python": _python(route.method, target, body),
        "javascript": _javascript(route.method, target, body),
        "typescript": _typescript(route.method, target, body),
    }


def _body(route: Route) -> str | None:
    """Write the example that stands at the payload, which for a GET there is none of."""
    if route.takes is None or route.method != "POST":
        return None
    schema: dict[str, Any] = route.takes.model_json_schema()
    return json.dumps(schema["example"])


def _curl(method: str, target: str, body: str | None) -> str:
    lines = [f"curl -X {method} {target}", '-H "Authorization: Bearer $INFRAI_API_KEY"']
    if body is not None:
        lines += ['-H "Content-Type: application/json"', f"-d '{body}'"]
    return " \\\n  ".join(lines)


def _python(method: str, target: str, body: str | None) -> str:
    headers = '{"Authorization": f"Bearer {os.environ[\'INFRAI_API_KEY\']}"'
    headers += ', "Content-Type": "application/json"}' if body is not None else "}"
    data = "None" if body is None else f"json.dumps({json.loads(body)!r}).encode()"
    return (
        "import json, os, urllib.request\n\n"
        f"headers = {headers}\n"
        f"data = {data}\n"
        f'request = urllib.request.Request("{target}", data, headers, method="{method}")\n'
        "print(json.load(urllib.request.urlopen(request)))"
    )


def _javascript(method: str, target: str, body: str | None) -> str:
    return (
        f"const answer = await {_fetch(method, target, body)};\nconsole.log(await answer.json());"
    )


def _typescript(method: str, target: str, body: str | None) -> str:
    fetch = _fetch(method, target, body)
    return (
        f"const answer: Response = await {fetch};\n"
        "const envelope: { ok: boolean; data: unknown; error: unknown } = await answer.json();\n"
        "console.log(envelope);"
    )


def _fetch(method: str, target: str, body: str | None) -> str:
    kind = '\n    "Content-Type": "application/json",' if body is not None else ""
    sent = f"\n  body: JSON.stringify({body})," if body is not None else ""
    return (
        f'fetch("{target}", {{\n'
        f'  method: "{method}",\n'
        "  headers: {\n"
        "    Authorization: `Bearer ${process.env.INFRAI_API_KEY}`,"
        f"{kind}\n"
        f"  }},{sent}\n"
        "})"
    )
