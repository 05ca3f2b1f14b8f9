/**
 * How much `work` searches in texts at most, in comparisons of characters: each character that it reads, and for each search of
 * the engine the product of both lengths.
 */
export function workOfSearches(work: () => void): number {
  /* eslint-disable @typescript-eslint/unbound-method -- they are called with their own `this` */
  const { charCodeAt, indexOf, includes } = String.prototype;
  /* eslint-enable @typescript-eslint/unbound-method */
  let steps = 0;
  String.prototype.charCodeAt = function (at) {
    steps += 1;
    return charCodeAt.call(this, at);
  };
  String.prototype.indexOf = function (wanted, from) {
    steps += wanted.length * this.length;
    return indexOf.call(this, wanted, from);
  };
  String.prototype.includes = function (wanted, from) {
    steps += wanted.length * this.length;
    return includes.call(this, wanted, from);
  };
  try {
    work();
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, includes });
  }
  return steps;
}
