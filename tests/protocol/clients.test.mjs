// The companies' own clients, pointed at the tests' server: what it answers is what
// they expect, so limner's tests against it are tests of the real protocols.
import assert from 'node:assert/strict';
import { File } from 'node:buffer';

import { createFalClient, ApiError as FalError, ValidationError } from '@fal-ai/client';
import { ApiError as GoogleError, GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import Replicate from 'replicate';

import { canary, provider_server, test } from './loopback.mjs';

globalThis.File ??= File;  // node 18 has it, but not where the openai client looks

const signatures = {
  png: '89504e470d0a1a0a',
  jpeg: 'ffd8ff',
  webp: '52494646',
};
function assert_picture(bytes, format) {
  assert.equal(Buffer.from(bytes).subarray(0, signatures[format].length / 2).toString('hex'),
    signatures[format]);
}
const assert_base64 = (text, format) => assert_picture(Buffer.from(text, 'base64'), format);
const kinds = (server) => server.requests().map((request) => request.kind);

async function openai(script, options = {}) {
  const server = await provider_server({ openai: script });
  const client = new OpenAI({
    apiKey: canary, baseURL: `${server.base}/openai/v1`, maxRetries: 0, ...options });
  return { server, client };
}
const wish = { model: 'gpt-image-2', prompt: 'a fox', n: 2, size: '1024x1024', quality: 'low' };

test('openai: pictures come back, with what they used', async () => {
  const { client } = await openai(['ok']);
  for (const output_format of ['png', 'jpeg', 'webp']) {
    const { data, response } =
      await client.images.generate({ ...wish, output_format }).withResponse();
    assert.equal(data.data.length, 2);
    data.data.forEach((picture) => assert_base64(picture.b64_json, output_format));
    assert.equal(data.usage.total_tokens, data.usage.input_tokens + data.usage.output_tokens);
    assert.equal(data._request_id, response.headers.get('x-request-id'));
  }
});

test('openai: one picture, several and a mask are uploaded', async () => {
  const { server, client } = await openai(['ok']);
  const drawn = await client.images.generate({ ...wish, n: 1 });
  const file = () => toFile(Buffer.from(drawn.data[0].b64_json, 'base64'), 'fox.png',
    { type: 'image/png' });
  const edited = await client.images.edit({ ...wish, image: await file(), mask: await file() });
  const joined = await client.images.edit({ ...wish, n: 1, image: [await file(), await file()] });
  assert.equal(edited.data.length, 2);
  assert_base64(joined.data[0].b64_json, 'png');
  assert.deepEqual(server.requests().map((request) => request.path),
    ['generations', 'edits', 'edits'].map((name) => `/openai/v1/images/${name}`));
});

for (const how of [{}, { finalFirst: true, comments: true }, { crlf: true, chunk: 100 }]) {
  test(`openai: a picture is streamed, unfinished ones on the way: ${JSON.stringify(how)}`, async () => {
    const { client } = await openai([{ reply: 'ok', ...how }]);
    const stream = await client.images.generate({ ...wish, n: 1, stream: true, partial_images: 2 });
    const events = [];
    for await (const event of stream) events.push(event);
    const unfinished = events.filter((event) => event.type === 'image_generation.partial_image');
    assert.deepEqual(unfinished.map((event) => event.partial_image_index), [0, 1]);
    const [done, ...others] =
      events.filter((event) => event.type === 'image_generation.completed');
    assert.deepEqual(others, []);
    [done, ...unfinished].forEach((event) => assert_base64(event.b64_json, 'png'));
    assert.equal(done.usage.output_tokens, 1756 + 200);
  });
}

test('openai: an edit is streamed as well', async () => {
  const { client } = await openai(['ok']);
  const drawn = await client.images.generate({ ...wish, n: 1 });
  const image = await toFile(Buffer.from(drawn.data[0].b64_json, 'base64'), 'fox.png',
    { type: 'image/png' });
  const types = [];
  for await (const event of await client.images.edit(
    { ...wish, n: 1, image, stream: true, partial_images: 1 })) types.push(event.type);
  assert.deepEqual(types, ['image_edit.partial_image', 'image_edit.completed']);
});

test('openai: an error in a stream is an error', async () => {
  const { client } = await openai([{ reply: 'ok', errorAfter: 1, errorCode: 'moderation_blocked' }]);
  const stream = await client.images.generate({ ...wish, n: 1, stream: true, partial_images: 2 });
  await assert.rejects(async () => {
    for await (const event of stream) assert.equal(event.type, 'image_generation.partial_image');
  }, (error) => error instanceof OpenAI.APIError && error.code === 'moderation_blocked');
});

test('openai: a chat model calls the picture tool', async () => {
  const { server, client } = await openai(['ok']);
  const response = await client.responses.create({
    model: 'gpt-chat',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'a fox' }] }],
    tools: [{ type: 'image_generation', size: '1024x1024', quality: 'low', output_format: 'webp' }],
    tool_choice: { type: 'image_generation' },
    max_output_tokens: 4096,
    store: false,
  });
  const [call] = response.output.filter((item) => item.type === 'image_generation_call');
  assert_base64(call.result, 'webp');
  assert.equal(call.status, 'completed');
  assert.equal(response.output_text, 'Here it is.');
  assert.equal(response.usage.total_tokens,
    response.usage.input_tokens + response.usage.output_tokens);
  assert.deepEqual(server.requests().map((request) => request.path), ['/openai/v1/responses']);
});

for (const [reply, kind, code] of [
  ['rate_limited', OpenAI.RateLimitError, 'rate_limit_exceeded'],
  ['quota', OpenAI.RateLimitError, 'insufficient_quota'],
  ['billing_limit', OpenAI.BadRequestError, 'billing_hard_limit_reached'],
  ['moderated', OpenAI.BadRequestError, 'moderation_blocked'],
  ['key_refused', OpenAI.AuthenticationError, 'invalid_api_key'],
  ['forbidden', OpenAI.PermissionDeniedError, null],
  ['unknown_model', OpenAI.NotFoundError, 'model_not_found'],
  ['unprocessable', OpenAI.UnprocessableEntityError, null],
  ['server_error', OpenAI.InternalServerError, null],
  ['overloaded', OpenAI.InternalServerError, null],
  ['html_502', OpenAI.InternalServerError, undefined],
  ['reset', OpenAI.APIConnectionError, undefined],
]) {
  test(`openai: ${reply} arrives as ${kind.name}`, async () => {
    const { client } = await openai([reply]);
    await assert.rejects(client.images.generate(wish), (error) => {
      assert.ok(error instanceof kind, `${error}`);
      assert.equal(error.code, code);
      return true;
    });
  });
}

test('openai: the client waits for the requested time and retries', async () => {
  const { server, client } =
    await openai([{ reply: 'rate_limited', retryAfter: 1 }, 'ok'], { maxRetries: 1 });
  assert.equal((await client.images.generate(wish)).data.length, 2);
  assert.deepEqual(kinds(server), ['work', 'work']);
});

// The client knows its hosts by heart: the address is changed on the way out.
async function fal(script) {
  const server = await provider_server({ fal: script });
  const loopback = (url) => url.replace(/^https:\/\/(queue\.)?fal\.run/, `${server.base}/fal`);
  const client = createFalClient({
    credentials: canary,
    retry: { maxRetries: 0 },
    fetch: (url, init) => fetch(loopback(String(url)), init),
  });
  return { server, client };
}
const flux = 'fal-ai/flux/schnell';

test('fal: a request is queued, asked after, and its result fetched', async () => {
  const { server, client } = await fal([{ reply: 'ok', polls: 2 }]);
  const states = [];
  const result = await client.subscribe(flux, {
    input: { prompt: 'a fox', num_images: 2, output_format: 'png' },
    pollInterval: 1,
    onQueueUpdate: (update) => states.push(update.status),
  });
  assert.equal(result.data.images.length, 2);
  for (const image of result.data.images) {
    const answer = await fetch(image.url);
    assert.equal(answer.headers.get('content-type'), image.content_type);
    assert_picture(await answer.arrayBuffer(), 'png');
  }
  assert.equal(states.at(-1), 'COMPLETED');
  assert.ok(states.includes('IN_PROGRESS'));
  assert.deepEqual(kinds(server),
    ['work', 'poll', 'poll', 'poll', 'result', 'download', 'download']);
});

test('fal: submit, status and result are answers of their own', async () => {
  const { client } = await fal([{ reply: 'ok', polls: 0 }]);
  const birefnet = 'fal-ai/birefnet/v2';
  const queued = await client.queue.submit(birefnet, { input: { image_url: 'data:,' } });
  assert.equal(queued.status, 'IN_QUEUE');
  const asked = { requestId: queued.request_id };
  const status = await client.queue.status(birefnet, asked);
  assert.equal(status.status, 'COMPLETED');
  assert.equal(status.request_id, queued.request_id);
  const { data } = await client.queue.result(birefnet, asked);
  assert_picture(await (await fetch(data.image.url)).arrayBuffer(), 'png');
});

test('fal: what is queued can be cancelled', async () => {
  const { server, client } = await fal(['never']);
  const { request_id } = await client.queue.submit(flux, { input: { prompt: 'a fox' } });
  await client.queue.cancel(flux, { requestId: request_id });
  assert.deepEqual(kinds(server), ['work', 'cancel']);
});

for (const [reply, kind, status] of [
  ['rate_limited', FalError, 429],
  ['quota', FalError, 403],
  ['key_refused', FalError, 401],
  ['unknown_model', FalError, 404],
  ['server_error', FalError, 500],
  ['invalid', ValidationError, 422],
  ['moderated', ValidationError, 422],
  ['completed_error', FalError, 503],
]) {
  test(`fal: ${reply} arrives as ${kind.name} ${status}`, async () => {
    const { client } = await fal([{ reply, polls: 0 }]);
    const asked = client.subscribe(flux, { input: { prompt: 'a fox' }, pollInterval: 1 });
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof kind, `${error}`);
      assert.equal(error.status, status);
      if (kind === ValidationError) assert.notEqual(error.fieldErrors[0].type, undefined);
      return true;
    });
  });
}

async function google(script) {
  const { base } = await provider_server({ google: script });
  return new GoogleGenAI({ apiKey: canary, httpOptions: { baseUrl: `${base}/google` } });
}
const drawing = { model: 'gemini-2.5-flash-image', contents: 'a fox' };

test('google: the picture is inline data, and its tokens are counted', async () => {
  const client = await google([{ reply: 'ok', thoughts: true }]);
  const answer = await client.models.generateContent(drawing);
  const parts = answer.candidates[0].content.parts;
  assert.deepEqual(parts.map((part) => part.thought ?? false), [true, false]);
  assert.equal(parts[1].inlineData.mimeType, 'image/png');
  assert_base64(parts[1].inlineData.data, 'png');
  assert.equal(answer.usageMetadata.candidatesTokensDetails[0].tokenCount, 1120);
  assert.equal(answer.candidates[0].finishReason, 'STOP');
});

test('google: a blocked prompt says why', async () => {
  const answer = await (await google(['moderated'])).models.generateContent(drawing);
  assert.equal(answer.promptFeedback.blockReason, 'IMAGE_SAFETY');
});

for (const [reply, status, word] of [
  ['rate_limited', 429, 'RESOURCE_EXHAUSTED'],
  ['key_refused', 400, 'API_KEY_INVALID'],
  ['forbidden', 403, 'PERMISSION_DENIED'],
  ['unknown_model', 404, 'NOT_FOUND'],
  ['overloaded', 503, 'UNAVAILABLE'],
]) {
  test(`google: ${reply} arrives as ApiError ${status}`, async () => {
    const client = await google([reply]);
    await assert.rejects(client.models.generateContent(drawing), (error) => {
      assert.ok(error instanceof GoogleError, `${error}`);
      assert.equal(error.status, status);
      assert.match(error.message, new RegExp(word));
      return true;
    });
  });
}

async function replicate(script) {
  const server = await provider_server({ replicate: script });
  const client = new Replicate({
    auth: canary, baseUrl: `${server.base}/replicate/v1`, useFileOutput: false });
  return { server, client };
}
const schnell = 'black-forest-labs/flux-schnell';
const prediction = { input: { prompt: 'a fox', num_outputs: 2, output_format: 'png' } };

test('replicate: a prediction is made, asked after, and its files fetched', async () => {
  const { server, client } = await replicate([{ reply: 'ok', polls: 2 }]);
  const states = [];
  const urls = await client.run(schnell, { ...prediction, wait: { mode: 'poll', interval: 1 } },
    (seen) => states.push(seen.status));
  assert.equal(urls.length, 2);
  for (const url of urls) assert_picture(await (await fetch(url)).arrayBuffer(), 'png');
  assert.equal(states[0], 'starting');
  assert.ok(states.includes('processing'));
  assert.equal(states.at(-1), 'succeeded');
  assert.deepEqual(kinds(server), ['work', 'poll', 'poll', 'poll', 'download', 'download']);
});

test('replicate: a prediction may be cancelled', async () => {
  const { server, client } = await replicate(['never']);
  const { id } = await client.predictions.create({ model: schnell, ...prediction });
  assert.equal((await client.predictions.cancel(id)).status, 'canceled');
  assert.deepEqual(kinds(server), ['work', 'cancel']);
});

for (const [reply, words] of [['moderated', /NSFW/], ['model_error', /memory/]]) {
  test(`replicate: ${reply} is a prediction that failed`, async () => {
    const { client } = await replicate([{ reply, polls: 0 }]);
    const asked = client.run(schnell, { ...prediction, wait: { mode: 'poll', interval: 1 } });
    await assert.rejects(asked, words);
  });
}

for (const [reply, status] of [
  ['key_refused', 401],
  ['quota', 402],
  ['unknown_model', 404],
  ['unprocessable', 422],
  ['server_error', 500],
]) {
  test(`replicate: ${reply} arrives as ApiError ${status}`, async () => {
    const { client } = await replicate([reply]);
    await assert.rejects(client.predictions.create({ model: schnell, ...prediction }), (error) => {
      assert.equal(error.name, 'ApiError');
      assert.equal(error.response.status, status);
      return true;
    });
  });
}

test('replicate: the client tries again when it was too fast', async () => {
  const { server, client } = await replicate(['rate_limited', 'ok']);
  const { status } = await client.predictions.create({ model: schnell, ...prediction });
  assert.equal(status, 'starting');
  assert.deepEqual(kinds(server), ['work', 'work']);
});
