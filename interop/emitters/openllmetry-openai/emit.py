"""OpenLLMetry's instrumentation of OpenAI's client, which captures content unless told not to."""

import calls
import telemetry
from opentelemetry.instrumentation.openai import OpenAIInstrumentor

telemetry.start()
OpenAIInstrumentor().instrument()
calls.make()
