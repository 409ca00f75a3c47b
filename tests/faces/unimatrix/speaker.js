// Makes calls with Unimatrix's official SDK for Node, as they are read from the standard input, and
// writes what it tells of each of them.
'use strict';
const { UniClient, UniRequestError } = require('uni-sdk');

const ACTIONS = {
  'sms.message.send': (client, body) => client.messages.send(body),
  'otp.send': (client, body) => client.otp.send(body),
  'otp.verify': (client, body) => client.otp.verify(body),
};

async function speak({ world, secret, path, action, body }) {
  const endpoint = process.env.UNIMTX_ENDPOINT + (path || '');
  const client = new UniClient({ accessKeyId: world, accessKeySecret: secret, endpoint });
  const told = { data: null, message: '' };
  try {
    const { code, data, status, requestId } = await ACTIONS[action](client, body);
    return { ...told, code, data, status, request_id: requestId };
  } catch (error) {
    if (!(error instanceof UniRequestError)) throw error;
    const { code, message, status, requestId } = error;
    return { ...told, code, message, status, request_id: requestId };
  }
}

async function main() {
  const calls = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const told = [];
  for (const call of calls) told.push(await speak(call));
  process.stdout.write(JSON.stringify(told));
}

main();
