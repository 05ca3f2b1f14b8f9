const SECRET_NAME =
  /^(?:.*(?:passwo?r?d|pasword|passphrase|passcode|pwd|secret)|pass|otp|(?:oauth|access|refresh|auth)?_?token|token_?key|oauth_signature|api_?key)$/i;

/** Whether a field or a parameter of this name holds a secret. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
