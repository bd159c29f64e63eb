/* The little of Node's test runner and assertions that the tests use. The front end runs in browsers: all of Node's
   types would only let its names slip into code that has no Node. */

declare module "node:test" {
  type Body = () => void | Promise<void>;
  export function describe(name: string, body: () => void): void;
  export function test(name: string, body: Body): void;
  export function beforeEach(hook: Body): void;
  export function afterEach(hook: Body): void;
}

declare module "node:assert/strict" {
  export function equal<T>(actual: T, expected: NoInfer<T>, message?: string): void;
  export function notEqual<T>(actual: T, expected: NoInfer<T>, message?: string): void;
  export function deepEqual<T>(actual: T, expected: NoInfer<T>, message?: string): void;
  export function match(text: string, expected: RegExp, message?: string): void;
  export function ok(value: unknown, message?: string): asserts value;
  export function throws(body: () => unknown, expected: RegExp): void;
  export function rejects(promise: Promise<unknown>, expected: object): Promise<void>;
}
