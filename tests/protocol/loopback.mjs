// What the tests stand on: limner in an empty home, programs that serve on
// loopback, and a listener between the two that writes down what passes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test as timeless_test } from 'node:test';
import { fileURLToPath } from 'node:url';

const [limner_program, server_program] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));

// A key that must be found in one header and nowhere else.
export const canary = 'sk-canary-0f4b7a52c9d8';

export const room = mkdtempSync(path.join(tmpdir(), 'limner-protocol-'));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(room, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
after(() => children.forEach((child) => child.kill()));

// A client that waits for ever is a failure too; when the servers are gone, it ends.
export const test = (name, body) => timeless_test(name, { timeout: 30_000 }, body);

export function write(name, text) {
  const file = path.join(room, name);
  writeFileSync(file, text);
  return file;
}

// Starts a program, and gives the first thing on its stdout that looks like `form`.
async function served_by(program, args, form) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  child.on('exit', () => children.delete(child));
  const said = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const found = form.exec(line);
    if (found) {
      child.stdout.resume();
      return found[1];
    }
    said.push(line);
  }
  throw new Error(`${path.basename(program)} ended before it served:\n${said.join('\n')}`);
}

// OpenAI's description: played by itself, or as the judge of what another answers.
export function prism(upstream) {
  const program = path.join(here, 'node_modules/@stoplight/prism-cli/dist/index.js');
  const description = path.join(here, 'openai-images.json');
  const task = upstream ? ['proxy', description, upstream] : ['mock', description];
  return served_by(process.execPath, [program, ...task, '--port', '0'],
    /listening on (http:\/\/127\.0\.0\.1:\d+)/);
}

// Our own server of all providers: its base URL, and what it has been asked so far.
export async function provider_server(script) {
  const name = `server-${Math.random().toString(36).slice(2)}`;
  const log = write(`${name}.log`, '');
  const base = await served_by(server_program,
    ['--port', '0', '--script', write(`${name}.json`, JSON.stringify(script)), '--log', log],
    /^(http:\/\/127\.0\.0\.1:\d+)/);
  const requests = () => readFileSync(log, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
  return { base, requests };
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Hands requests on to `target`, and keeps them with their answers. `change` may
// alter {headers, body} of a request before it goes on.
export async function listener(target) {
  const passed = [];
  const heard = { passed, change: () => {} };
  const server = http.createServer(async (request, response) => {
    const body = await whole(request);
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const entry = { method: request.method, url: request.url, headers: request.headers, body };
    passed.push(entry);
    const onward = { headers, body };
    heard.change(onward, passed.length);
    onward.headers['content-length'] = onward.body.length;
    const answer = await new Promise((resolve, reject) => {
      http.request(target + request.url, { method: request.method, headers: onward.headers })
        .on('response', resolve).on('error', reject).end(onward.body);
    });
    entry.status = answer.statusCode;
    entry.violations = JSON.parse(answer.headers['sl-violations'] ?? '[]');
    const bytes = await whole(answer);
    response.writeHead(answer.statusCode, { ...answer.headers, ...heard.headers });
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  heard.base = `http://127.0.0.1:${server.address().port}`;
  return heard;
}

// A run in a new store: exit code, stdout as JSON, stderr, and where the store is.
export async function limner(base, args) {
  const home = mkdtempSync(path.join(room, 'home-'));
  const store = path.join(home, 'store');
  const env = { PATH: process.env.PATH, HOME: home, OPENAI_API_KEY: canary, OPENAI_BASE_URL: base };
  const child = spawn(limner_program, [...args, '--store', store, '--json'],
    { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const exited = new Promise((resolve) => child.on('close', resolve));
  const [stdout, stderr] = (await Promise.all([whole(child.stdout), whole(child.stderr)])).map(String);
  const code = await exited;
  children.delete(child);
  return { code, stdout, stderr, store, json: JSON.parse(stdout || 'null') };
}

// Every file below a directory.
export function files_in(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
