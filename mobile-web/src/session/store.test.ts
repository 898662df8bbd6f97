import { expect, test } from "vitest";
import { Store } from "./store";

test("changes within one turn of the loop are told once, merged", async () => {
  const store = new Store({ a: 1, b: 1 });
  const told: object[] = [];
  store.listen((value) => told.push(value));
  store.update({ a: 2 });
  store.update({ b: 3 });
  await Promise.resolve();
  expect(told).toEqual([{ a: 2, b: 3 }]);
});

test("who has stopped listening hears nothing", async () => {
  const store = new Store({ a: 1 });
  const told: object[] = [];
  store.listen((value) => told.push(value))();
  store.update({ a: 2 });
  await Promise.resolve();
  expect(told).toEqual([]);
});
