import { bridge } from './given-bridge.ts';
import './context-globals.ts';
import type { ToRealm } from '../realm/messages.ts';
import { startRealm } from '../realm/start-realm.ts';
import { packAnswer, unpackQuestion } from './packed-values.ts';

/** The realm inside its process: the language of this context, what `context-globals.ts` adds, and no way out. */
const { send, listen, makeAddress, dropAddress, load, onStray } = bridge;
const RealmError = Error;
const RealmSyntaxError = SyntaxError;

startRealm({
  send: (message) => send(packAnswer(message)),
  receive: (listener) => listen((message) => listener(unpackQuestion(message) as ToRealm)),
  makeAddress,
  dropAddress,
  load: (address) =>
    new Promise((resolve, reject) => {
      load(
        address,
        (namespace) => resolve({ default: (namespace as { default?: unknown }).default }),
        (name, message) => reject(name === 'SyntaxError' ? new RealmSyntaxError(message) : new RealmError(message)),
      );
    }),
  onStray,
});
