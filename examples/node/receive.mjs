#!/usr/bin/env node
// Receives smsgw's callbacks on 127.0.0.1:$PORT and prints one line per event; put a TLS proxy in front of it.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

if (!process.env.SMSGW_CALLBACK_SECRET) throw new Error('SMSGW_CALLBACK_SECRET is not set');
const secret = Buffer.from(process.env.SMSGW_CALLBACK_SECRET.replace(/^whsec_/, ''), 'base64');
const TOLERANCE_S = 300;
const BODY_MAX = 64 * 1024;
const SEEN_MAX = 10_000;

const seen = new Set(); // the newest webhook-ids; in your service a unique column of a table

// Signed with our secret, over exactly these bytes, within the last five minutes.
function isAuthentic(headers, body) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!id || !/^[0-9]{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_S) return false;
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.`, 'latin1').update(body).digest('base64');
  const expected = Buffer.from(`v1,${mac}`);
  // While a secret is rotated there are two signatures; one that we can make ourselves is enough.
  const offered = (headers['webhook-signature'] ?? '').split(' ').map((signature) => Buffer.from(signature, 'latin1'));
  return offered.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
}

// What your service does about an event; a failure here is answered 500, and the event comes again.
function handle({ type, data }) {
  console.log(
    `${type} ${data.msgid} seq=${data.seq} reference=${JSON.stringify(data.reference)} ` +
      `resend_safe=${JSON.stringify(data.resend_safe)}`,
  );
}

function parse(body) {
  try {
    const event = JSON.parse(body.toString('utf8'));
    const isComplete = ['msgid', 'seq', 'reference', 'resend_safe'].every((field) => field in event.data);
    return isComplete && typeof event.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}

// The status to answer with. Remembers an event only when it was handled. Two copies of an event may come at once: a
// handler that awaits something needs the id claimed before, and freed when it fails.
function accept(id, body) {
  if (seen.has(id)) return 204;
  const event = parse(body);
  if (!event) return 400;
  handle(event);
  seen.add(id);
  if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value);
  return 204;
}

async function answer(request) {
  if (request.method !== 'POST') return 405;
  if (request.headers['content-length'] === undefined) return 411;
  if (Number(request.headers['content-length']) > BODY_MAX) return 413;
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  return isAuthentic(request.headers, body) ? accept(request.headers['webhook-id'], body) : 401;
}

const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, async (request, response) => {
  try {
    response.statusCode = await answer(request);
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
  }
  response.end();
});
server.listen(Number(process.env.PORT ?? 8090), '127.0.0.1', () => {
  console.error(`listening on http://127.0.0.1:${server.address().port}/`);
});
