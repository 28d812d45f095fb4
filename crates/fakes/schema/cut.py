#!/usr/bin/env python3
"""Cuts OpenAI's OpenAPI description to the schemas the fake needs: `cut.py openapi.yaml[.gz]` writes openai.json beside
this file, with `--check` it only says whether that file is what it would write.

Source: github.com/openai/openai-openapi, commit f85dbe223d40e1a31cba812ab2d755c7e98a92a3 (2026-08-21), OpenAPI 3.1.0,
info.version 2.3.0; MIT licence (see LICENSE beside this file). Needs PyYAML.

What is changed: prose and examples are left out; `nullable: true`, which is OpenAPI 3.0, becomes a type; objects that a
client sends refuse fields they do not know, as the real server does.
"""

import gzip
import json
import pathlib
import sys

import yaml

ROOTS = [
    "CreateChatCompletionRequest",
    "CreateChatCompletionResponse",
    "CreateChatCompletionStreamResponse",
    "CreateEmbeddingRequest",
    "CreateEmbeddingResponse",
    "CreateModerationRequest",
    "CreateModerationResponse",
    "ErrorResponse",
    "ListModelsResponse",
]
# Sent by a client: no field beside those named.
CLOSED = [
    "ChatCompletionRequestAssistantMessage",
    "ChatCompletionRequestSystemMessage",
    "ChatCompletionRequestToolMessage",
    "ChatCompletionRequestUserMessage",
    "ChatCompletionStreamOptions",
    "ChatCompletionTool",
    "CreateChatCompletionRequest",
    "CreateEmbeddingRequest",
    "CreateModerationRequest",
    "FunctionObject",
]
PROSE = {"description", "example", "examples", "title", "externalDocs", "deprecated", "discriminator", "summary"}
REF = "#/components/schemas/"


def cleaned(node, names_are_ours=False):
    """`names_are_ours`: the keys are names of properties, not words of the schema language."""
    if isinstance(node, list):
        return [cleaned(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for key, value in node.items():
        if not names_are_ours and (key in PROSE or key.startswith("x-")):
            continue
        if key in ("enum", "const", "default", "required"):
            out[key] = value
        else:
            out[key] = cleaned(value, names_are_ours=key == "properties" and not names_are_ours)
    if not names_are_ours and out.pop("nullable", False):
        if isinstance(out.get("type"), str):
            out["type"] = [out["type"], "null"]
            if "enum" in out and None not in out["enum"]:
                out["enum"] = out["enum"] + [None]
        else:
            out = {"anyOf": [out, {"type": "null"}]}
    return out


def named(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str) and value.startswith(REF):
                yield value[len(REF):]
            else:
                yield from named(value)
    elif isinstance(node, list):
        for item in node:
            yield from named(item)


def main():
    source = next(argument for argument in sys.argv[1:] if not argument.startswith("--"))
    opened = gzip.open(source, "rt", encoding="utf-8") if source.endswith(".gz") else open(source, encoding="utf-8")
    with opened as file:
        schemas = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]["schemas"]
    kept, waiting = {}, list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = cleaned(schemas[name])
            waiting.extend(named(kept[name]))
    for name in CLOSED:
        kept[name]["unevaluatedProperties"] = False
    document = {
        "$comment": "Cut by cut.py from github.com/openai/openai-openapi at f85dbe2 (info.version 2.3.0, MIT). Not edited by hand.",
        "components": {"schemas": dict(sorted(kept.items()))},
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"
    target = pathlib.Path(__file__).with_name("openai.json")
    if "--check" in sys.argv:
        same = target.exists() and target.read_text(encoding="utf-8") == text
        print("openai.json is as it should be" if same else "openai.json differs: run cut.py without --check")
        return 0 if same else 1
    target.write_text(text, encoding="utf-8")
    print(f"{len(kept)} schemas, {len(text)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
