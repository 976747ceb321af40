"""OpenLIT: one call, with a price file of its own so that it asks nobody for one."""

import json
import os
import tempfile

import openlit
from provider import MODEL

with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as prices:
    json.dump({"chat": {MODEL: {"promptPrice": 0.00015, "completionPrice": 0.0006}}}, prices)

openlit.init(
    application_name=os.environ["OTEL_SERVICE_NAME"],
    otlp_endpoint=os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    pricing_json=prices.name,
    disable_batch=True,
    capture_message_content=True,
)

import calls  # noqa: E402

calls.make()
