// Langfuse's wrapper of OpenAI's client, its spans sent to Parley instead of to Langfuse.
import { observeOpenAI } from '@langfuse/openai';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { propagateAttributes } from '@langfuse/tracing';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';

const telemetry = new NodeTracerProvider({
  spanProcessors: [new LangfuseSpanProcessor({ exporter: new OTLPTraceExporter() })],
});
telemetry.register();
const client = observeOpenAI(new OpenAI({ maxRetries: 0 }));
const model = 'gpt-4o-mini';
const chat = (messages, more) => client.chat.completions.create({ model, messages, ...more });
const user = (content) => ({ role: 'user', content });

async function calls() {
  await chat([
    { role: 'system', content: 'You are a weather bot.' },
    user('What is the capital of Norway?'),
  ]);

  const parameters = { type: 'object', properties: { city: { type: 'string' } } };
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }];
  const messages = [user('Is it raining in Oslo?')];
  const asked = (await chat(messages, { tools })).choices[0].message;
  const told = {
    role: 'tool',
    tool_call_id: asked.tool_calls[0].id,
    content: 'rainy, 14 degrees',
  };
  await chat([...messages, asked, told], { tools });

  const stream = await chat([user('Count to three.')], {
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _ of stream) {
    // Only to its end.
  }

  try {
    await chat([user('Fail, please.')]);
    throw new Error('this call was meant to fail');
  } catch (expected) {
    if (String(expected).includes('was meant')) {
      throw expected;
    }
  }

  await client.embeddings.create({ model: 'text-embedding-3-small', input: 'weather in Oslo' });
}

await propagateAttributes({ sessionId: 'conversation-1', userId: 'user-1' }, calls);
await telemetry.shutdown();
