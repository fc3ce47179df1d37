/**
 * What is made of an object, made once for as long as that object is held by somebody: for what many readers of one object
 * want to know of it. They share the result, so nobody changes it.
 */
export function onceForEach<From extends object, To>(make: (from: From) => To): (from: From) => To {
  const made = new WeakMap<From, { value: To }>();
  return (from) => {
    let found = made.get(from);
    if (!found) made.set(from, (found = { value: make(from) }));
    return found.value;
  };
}
