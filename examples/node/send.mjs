#!/usr/bin/env node
// Sends one SMS through smsgw: send.mjs TO TEXT [KEY]. ../README.md says what it prints and how it exits.
//
// KEY makes the request safe to repeat: however often it arrives, there is one message. Make it of what the message is
// about, and the next process can repeat it, too; a random one is forgotten with this process.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const url = process.env.SMSGW_URL ?? 'http://127.0.0.1:8080';
const apiKey = process.env.SMSGW_API_KEY;
const TIMEOUT_MS = 10_000;
const WAITS_MS = [500, 1_000, 2_000]; // between the tries, so there are four
const RETRY_AFTER_MAX_S = 30;

// One try, or undefined when there was no answer.
async function post(body, key) {
  try {
    const answer = await fetch(`${url}/send`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const retryAfter = Number(answer.headers.get('Retry-After')) || 0;
    return { status: answer.status, retryAfter, body: await answer.text() };
  } catch {
    return undefined;
  }
}

// The answer that settles it, or undefined when nobody knows whether the message was accepted.
async function send(to, text, key) {
  const body = JSON.stringify({ to, message: text, reference: key });
  for (const wait of [...WAITS_MS, undefined]) {
    const answer = await post(body, key);
    if (answer && answer.status < 500 && ![408, 429].includes(answer.status)) return answer;
    if (wait !== undefined) {
      const asked = Math.min(answer?.retryAfter ?? 0, RETRY_AFTER_MAX_S) * 1_000;
      await sleep(Math.max(asked, wait * (0.5 + Math.random() / 2)));
    }
  }
  return undefined;
}

async function main([to, text, key = randomUUID(), ...rest]) {
  if (text === undefined || rest.length > 0 || !apiKey) {
    console.error('usage: SMSGW_API_KEY=... send.mjs TO TEXT [KEY]');
    return 2;
  }
  const answer = await send(to, text, key);
  if (!answer) {
    console.error(`not known whether accepted: repeat it with the key ${key}`);
    return 75;
  }
  if (answer.status !== 202) {
    console.error(answer.body.trimEnd());
    return 1;
  }
  const message = JSON.parse(answer.body);
  console.log(`accepted ${message.msgid} status=${message.status} segments=${message.segments}`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
