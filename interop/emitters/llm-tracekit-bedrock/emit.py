"""llm-tracekit's instrumentation of Amazon Bedrock's Converse API."""

import os

os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true"

import boto3  # noqa: E402
import telemetry  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from llm_tracekit.bedrock import BedrockInstrumentor  # noqa: E402
from provider import (  # noqa: E402
    BEDROCK_MODEL,
    COUNT,
    FAIL,
    PLAIN,
    RAIN,
    SYSTEM,
    TOOL,
    TOOL_RESULT,
)

telemetry.start()
BedrockInstrumentor().instrument()
client = boto3.client(
    "bedrock-runtime",
    endpoint_url=os.environ["PROVIDER"],
    config=Config(retries={"max_attempts": 1}),
)


def user(text: str) -> dict:
    return {"role": "user", "content": [{"text": text}]}


client.converse(modelId=BEDROCK_MODEL, system=[{"text": SYSTEM}], messages=[user(PLAIN)])

schema = {"type": "object", "properties": {"city": {"type": "string"}}}
tools = {"tools": [{"toolSpec": {"name": TOOL, "inputSchema": {"json": schema}}}]}
messages = [user(RAIN)]
asked = client.converse(modelId=BEDROCK_MODEL, messages=messages, toolConfig=tools)
message = asked["output"]["message"]
told = {
    "toolResult": {
        "toolUseId": message["content"][0]["toolUse"]["toolUseId"],
        "content": [{"text": TOOL_RESULT}],
    }
}
messages += [message, {"role": "user", "content": [told]}]
client.converse(modelId=BEDROCK_MODEL, messages=messages, toolConfig=tools)

for _ in client.converse_stream(modelId=BEDROCK_MODEL, messages=[user(COUNT)])["stream"]:
    pass

try:
    client.converse(modelId=BEDROCK_MODEL, messages=[user(FAIL)])
    raise AssertionError("this call was meant to fail")
except ClientError as expected:
    print(f"as expected: {expected}")
