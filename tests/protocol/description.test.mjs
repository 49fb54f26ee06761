// What limner asks of OpenAI, judged by OpenAI's own published description: Prism
// plays it, refuses what does not fit, and says which member and why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import {
  canary, files_in, limner, listener, prism, provider_server, test, write,
} from './loopback.mjs';

// One answers by itself. In the other the description judges both sides: what limner
// asks, and what the tests' own server answers.
const own_server = await provider_server({});
const [mock, judged] = await Promise.all(
  [prism(), prism(`${own_server.base}/openai/v1`)].map(async (base) => listener(await base)),
);

const template = (steps) => `schema: 1
id: asked-for
version: 1.0.0
name: Description
description: One step with everything that can be said to it.
artifactClass: visual
review: none
intake:
  prompt: {type: string, required: true, flag: prompt}
steps:
${steps}`;

const image_step = (wishes) => `  - id: image
    uses: image.generate
    with: ${JSON.stringify({ model: 'openai/gpt-image-2', prompt: '${{ intake.prompt }}', ...wishes })}
`;

const drawn_step = (id) => `  - id: ${id}
    uses: image.generate
    with: {model: local/clipart-composer, prompt: a fox, size: 256x256}
`;

// Transparent around the fox of step `one`.
const mask_step = `  - id: mask
    uses: background.remove
    with: {model: local/plain-matte, input: "\${{ steps.one.images }}"}
`;

const words = 'a "quoted" fox,\nunder 4 % of the moon: é 🦊';
let templates = 0;
const run = (base, steps) =>
  limner(base, ['run', write(`asked-${++templates}.yaml`, template(steps)), '--prompt', words]);

// Runs, and gives what passed the listener meanwhile.
async function passed_by(heard, task) {
  const before = heard.passed.length;
  const result = await task();
  return { result, requests: heard.passed.slice(before) };
}

function assert_accepted(requests) {
  assert.notEqual(requests.length, 0, 'nothing was sent');
  for (const { method, url, status, violations } of requests)
    assert.deepEqual(violations, [], `${method} ${url} was answered ${status}`);
}

function assert_key_only_in_its_header({ result, requests }) {
  for (const { url, headers, body } of requests) {
    const { authorization, ...others } = headers;
    assert.equal(authorization, `Bearer ${canary}`);
    assert.ok(!`${url} ${JSON.stringify(others)} ${body}`.includes(canary));
  }
  assert.ok(!(result.stdout + result.stderr).includes(canary));
  for (const file of files_in(result.store)) assert.ok(!readFileSync(file).includes(canary), file);
}

test('a picture is asked for as described, and kept for review [S0.20] [S0.29]', async () => {
  const seen = await passed_by(mock, () =>
    limner(mock.base, ['run', 'text-to-image', '--prompt', words]));
  assert_accepted(seen.requests);
  assert_key_only_in_its_header(seen);
  const [request] = seen.requests;
  assert.equal(`${request.method} ${request.url}`, 'POST /images/generations');
  assert.equal(JSON.parse(request.body).prompt, words);
  assert.equal(seen.requests.length, 1);
  assert.equal(seen.result.code, 0, seen.result.stderr);
  assert.equal(seen.result.json.status, 'review');
  assert.equal(seen.result.json.totalCosts.actualUsd, 0.05279);  // 22 and 1756 tokens
  assert.ok(files_in(seen.result.store).some((file) => file.endsWith('.webp')));
});

for (const [title, steps, files] of [
  ['a reference goes out as a form [S1.24]',
    drawn_step('one') + image_step({ references: '${{ steps.one.images }}' }), ['image']],
  ['two references go out as a list',
    drawn_step('one') + drawn_step('two') +
      image_step({ references: ['${{ steps.one.images[0] }}', '${{ steps.two.images[0] }}'] }),
    ['image[]', 'image[]']],
  ['a mask goes along with its picture',
    drawn_step('one') + mask_step +
      image_step({ references: '${{ steps.one.images }}', mask: '${{ steps.mask.images[0] }}' }),
    ['image', 'mask']],
]) {
  test(title, async () => {
    const seen = await passed_by(mock, () => run(mock.base, steps));
    assert.equal(seen.result.code, 0, seen.result.stderr);
    assert_accepted(seen.requests);
    assert_key_only_in_its_header(seen);
    assert.equal(seen.requests[0].url, '/images/edits');
    const names = [...seen.requests[0].body.toString('latin1')
      .matchAll(/name="([^"]*)"; filename=/g)].map((found) => found[1]);
    assert.deepEqual(names, files);
    assert.equal(seen.result.json.status, 'completed');
  });
}

for (const wishes of [
  { count: 3, size: '1536x1024', quality: 'high' },
  { quality: 'standard', moderation: 'low', background: 'opaque' },
  { quality: 'hd', aspectRatio: '16:9', background: 'auto', moderation: 'auto' },
  { quality: 'auto', outputFormat: 'jpeg', outputCompression: 40 },
  { quality: 'low', outputFormat: 'webp', outputCompression: 0, count: 10 },
  // Models without a date of retirement: the program asks the clock.
  { model: 'openai/gpt-image-2.6-flare', background: 'transparent' },
  { model: 'openai/gpt-image-2.5-sunburst', size: '1024x1536', quality: 'low' },
  { references: '${{ steps.one.images }}', count: 2 },
]) {
  test(`both sides keep to the description: ${JSON.stringify(wishes)} [S1.4-S1.10]`, async () => {
    const { result, requests } = await passed_by(judged, () =>
      run(judged.base, (wishes.references ? drawn_step('one') : '') + image_step(wishes)));
    assert_accepted(requests);
    assert.equal(result.code, 0, result.stderr);
  });
}

// Prism reads no events: it judges the question, and answers without a stream.
test('unfinished pictures are asked for as described', async () => {
  const seen = await passed_by(mock, () => run(mock.base, image_step({ partialImages: 2 })));
  assert_accepted(seen.requests);
  const { stream, partial_images } = JSON.parse(seen.requests[0].body);
  assert.deepEqual([stream, partial_images], [true, 2]);
  assert.equal(seen.result.code, 0, seen.result.stderr);
  assert.equal(seen.result.json.totalCosts.actualUsd, 0.05279);
});

const refusals = [
  // Prefer, exit code, failure, was it charged, requests sent
  ['code=400, example=plain', 3, 'invalid_image_request', 'no', 1],
  ['code=400, example=moderation', 3, 'unsafe_image_request', 'no', 1],
  ['code=400, example=billing', 78, 'account_refused', 'no', 1],
  ['code=401', 77, 'key_refused', 'no', 1],
  ['code=403', 78, 'account_refused', 'no', 1],
  ['code=404', 3, 'model_unavailable', 'no', 1],
  ['code=429, example=quota', 78, 'account_refused', 'no', 1],
  ['code=429, example=plain', 75, 'provider_unavailable', 'no', 3],
  ['code=500', 6, 'in_doubt', 'unknown', 1],
  ['code=503', 6, 'in_doubt', 'unknown', 1],
];
for (const [prefer, exit_code, failure, charged, sent] of refusals) {
  test(`an answer of ${prefer} is ${failure} [S3.16] [S3.17]`, async () => {
    mock.change = (request) => { request.headers.prefer = prefer; };
    mock.headers = { 'retry-after': '0' };
    const seen = await passed_by(mock, () => run(mock.base, image_step({ quality: 'low' })));
    assert_accepted(seen.requests);
    assert_key_only_in_its_header(seen);
    const status = Number(prefer.slice(5, 8));
    assert.deepEqual(seen.requests.map((request) => request.status), Array(sent).fill(status));
    assert.equal(seen.result.code, exit_code, seen.result.stdout + seen.result.stderr);
    const { error } = seen.result.json;
    assert.deepEqual([error.code, error.charged], [failure, charged]);
    assert.notEqual(error.recovery, '');
  });
}

test('what had to wait is sent again, and paid once', async () => {
  const first = mock.passed.length + 1;
  mock.change = (request, number) => {
    if (number === first) request.headers.prefer = 'code=429, example=plain';
  };
  mock.headers = { 'retry-after': '0' };
  const seen = await passed_by(mock, () => run(mock.base, image_step({ quality: 'low' })));
  assert.deepEqual(seen.requests.map((request) => request.status), [429, 200]);
  assert.equal(seen.result.code, 0, seen.result.stderr);
  assert.equal(seen.result.json.totalCosts.actualUsd, 0.05279);
});

// The judge itself: each of these must not get past it.
const asked = (change) => (request) => {
  const fields = JSON.parse(request.body);
  change(fields);
  request.body = Buffer.from(JSON.stringify(fields));
};
const reference = drawn_step('one') + image_step({ references: '${{ steps.one.images }}' });
for (const [title, steps, change, status] of [
  ['n as a word', image_step({}), asked((fields) => { fields.n = String(fields.n); }), 400],
  ['no prompt', image_step({}), asked((fields) => { delete fields.prompt; }), 400],
  ['an unknown quality', image_step({}), asked((fields) => { fields.quality = 'best'; }), 400],
  ['an unknown member', image_step({}), asked((fields) => { fields.seed = 7; }), 400],
  ['no key', image_step({}), (request) => { delete request.headers.authorization; }, 401],
  ['a form without a picture', reference, (request) => {
    request.body = Buffer.from(request.body.toString('latin1')
      .replace('name="image"', 'name="picture"'), 'latin1');
  }, 400],
]) {
  test(`the description refuses ${title}`, async () => {
    mock.change = change;
    const { result, requests } = await passed_by(mock, () => run(mock.base, steps));
    assert.deepEqual(requests.map((request) => request.status), [status]);
    assert.throws(() => assert_accepted(requests), assert.AssertionError);
    assert.notEqual(result.code, 0);
  });
}
