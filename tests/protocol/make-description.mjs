// node make-description.mjs PUBLISHED.json > openai-images.json
// Takes the Images API out of OpenAI's published description, so that Prism can
// play it: what is left out, and the six things that are changed, are said below.
import { readFileSync } from 'node:fs';

const published = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const paths = ['/images/generations', '/images/edits'];

// Prose and examples for readers are most of its size, and nothing is checked by them.
const prose = new Set(['description', 'summary', 'tags', 'example', 'examples']);
function bare(node, names = false) {
  if (Array.isArray(node)) return node.map((item) => bare(item));
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node).filter(
    ([key]) => names || !(prose.has(key) || key.startsWith('x-')),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, bare(value, key === 'properties')]));
}

// First: `nullable` is a word of OpenAPI 3.0. In a description of 3.1 Prism stops
// checking the schema that has it, without a word.
function nullable(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.nullable === true) {
    delete node.nullable;
    if (typeof node.type === 'string') node.type = [node.type, 'null'];
    if (Array.isArray(node.enum)) node.enum.push(null);
    for (const list of [node.anyOf, node.oneOf]) list?.push({ type: 'null' });
  }
  Object.values(node).forEach(nullable);
}

const schemas = {};
function reach(node) {
  if (node === null || typeof node !== 'object') return;
  const name = /^#\/components\/schemas\/(.+)$/.exec(node.$ref ?? '')?.[1];
  if (name && !(name in schemas)) {
    schemas[name] = bare(published.components.schemas[name]);
    reach(schemas[name]);
  }
  Object.values(node).forEach(reach);
}

// Second: the published answers end at 200. A refusal has its own published schema;
// which words it holds is what the service was seen to answer.
const schema = (name) => ({ $ref: `#/components/schemas/${name}` });
const refusal = (type, code, message) => ({ value: { error: { message, type, param: null, code } } });
const invalid = 'invalid_request_error';
const refusals = {
  400: {
    plain: refusal(invalid, 'invalid_value', 'Invalid value'),
    moderation: refusal('image_generation_user_error', 'moderation_blocked',
      'Your request was rejected by the safety system. safety_violations=[violence].'),
    billing: refusal(invalid, 'billing_hard_limit_reached', 'Billing hard limit has been reached'),
  },
  401: { plain: refusal(invalid, 'invalid_api_key', 'Incorrect API key provided') },
  403: { plain: refusal(invalid, null, 'Your organization must be verified') },
  404: { plain: refusal(invalid, 'model_not_found', 'The model does not exist') },
  429: {
    plain: refusal('requests', 'rate_limit_exceeded', 'Rate limit reached'),
    quota: refusal('insufficient_quota', 'insufficient_quota', 'You exceeded your current quota'),
  },
  500: { plain: refusal('server_error', null, 'The server had an error') },
  503: { plain: refusal('server_error', null, 'The engine is overloaded') },
};

// Third: an answer to show, with the smallest picture there is.
const smallest_png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const drawn = {
  created: 1_795_000_000,
  background: 'opaque',
  output_format: 'png',
  quality: 'medium',
  size: '1024x1024',
  data: [{ b64_json: smallest_png }],
  usage: {
    input_tokens: 22,
    input_tokens_details: { text_tokens: 22, image_tokens: 0 },
    output_tokens: 1756,
    total_tokens: 1778,
  },
};

const out = {
  openapi: published.openapi,
  info: bare(published.info),
  servers: published.servers,
  security: published.security,
  paths: {},
  components: { securitySchemes: published.components.securitySchemes, schemas },
};
for (const path of paths) {
  out.paths[path] = bare(published.paths[path]);
  const { responses } = out.paths[path].post;
  responses[200].content['application/json'].example = drawn;
  for (const [status, examples] of Object.entries(refusals)) {
    responses[status] = {
      description: 'A refusal',
      content: { 'application/json': { schema: schema('ErrorResponse'), examples } },
    };
  }
}
reach(out.paths);
nullable(out);

// Fourth: several files are called `image[]` by every official client; the
// description knows `image` only.
const edit = schemas.CreateImageEditRequest;
edit.properties['image[]'] = edit.properties.image;
edit.required = edit.required.filter((name) => name !== 'image');
edit.oneOf = [{ required: ['image'] }, { required: ['image[]'] }];

// Fifth: the service refuses a field that it does not know.
for (const request of [edit, schemas.CreateImageRequest]) request.additionalProperties = false;

// Sixth: gpt-image-2 may be asked for any size, and answers with that; the answer's
// three sizes are older.
schemas.ImagesResponse.properties.size = { type: 'string', pattern: '^[1-9][0-9]*x[1-9][0-9]*$' };

console.log(JSON.stringify(out, null, 1));
