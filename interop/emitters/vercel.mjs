// The calls of Vercel's AI SDK: plain, a tool's round trip, streamed, failed, and an embedding.
import { createOpenAI } from '@ai-sdk/openai';
import { embed, generateText, isStepCount, registerTelemetry, streamText, tool } from 'ai';
import { z } from 'zod';
import { start } from './telemetry.mjs';

/** Makes them with the integration that is made once the SDK runs, and sends what it told. */
export async function make(integration) {
  const telemetry = start();
  registerTelemetry(integration());
  const openai = createOpenAI({ baseURL: process.env.OPENAI_BASE_URL });
  const model = openai.chat('gpt-4o-mini');
  const maxRetries = 0;

  await generateText({
    model,
    maxRetries,
    system: 'You are a weather bot.',
    prompt: 'What is the capital of Norway?',
  });

  await generateText({
    model,
    maxRetries,
    prompt: 'Is it raining in Oslo?',
    stopWhen: isStepCount(3),
    tools: {
      get_weather: tool({
        description: 'The weather in a city.',
        inputSchema: z.object({ city: z.string() }),
        execute: async () => 'rainy, 14 degrees',
      }),
    },
  });

  await streamText({ model, maxRetries, prompt: 'Count to three.' }).consumeStream();

  try {
    await generateText({ model, maxRetries, prompt: 'Fail, please.' });
    throw new Error('this call was meant to fail');
  } catch (expected) {
    if (String(expected).includes('was meant')) {
      throw expected;
    }
  }

  await embed({
    model: openai.embedding('text-embedding-3-small'),
    maxRetries,
    value: 'weather in Oslo',
  });

  await telemetry.shutdown();
}
