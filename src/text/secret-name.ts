const SECRET_NAME =
  /^(?:.*(?:passwo?r?d|pasword|passphrase|passcode|pwd|secret)|pass|otp|(?:.*[_-]|oauth|access|refresh|auth)?token|token[_-]?key|oauth_signature|api[_-]?key)$/i;

/** Whether a field or a parameter of this name holds a secret. */
export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name.endsWith("]") ? innermost(name) : name);

/** The field that a form's `user[password]` or `password[]` names. */
function innermost(name: string): string {
  let end = name.length;
  while (end > 0 && "[]".includes(name[end - 1]!)) end -= 1;
  return name.slice(name.lastIndexOf("[", end - 1) + 1, end);
}
