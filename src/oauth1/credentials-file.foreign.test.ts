import { describe, expect, it } from "vitest";
import { missingPython, printed, PYTHON } from "../testing/programs.js";
import { formatCredentialsIni, parseCredentialsIni } from "./credentials-file.js";

const missing = missingPython("configparser");

/** Reads the text given as argument, then writes it again in every form that ConfigParser has. */
const SCRIPT = `
import configparser, io, json, sys
text = sys.argv[1]
forms = {}
for make in (configparser.ConfigParser, configparser.RawConfigParser):
    parser = make()
    parser.read_string(text)
    forms["values"] = dict(parser["auth"])
    for spaces in (True, False):
        out = io.StringIO()
        parser.write(out, space_around_delimiters=spaces)
        forms["%s %s" % (make.__name__, spaces)] = out.getvalue()
colon = configparser.ConfigParser(delimiters=(":",), defaults={"token_key": "tk"})
colon.read_dict({"auth": {k: v for k, v in forms["values"].items() if k != "token_key"}})
out = io.StringIO()
colon.write(out)
forms["colon"] = out.getvalue()
print(json.dumps(forms))
`;

describe("credentials file and Python's ConfigParser", () => {
  it("each reads what the other writes", async (context) => {
    context.skip(missing !== undefined, missing);
    const credentials = {
      consumer_key: "ck",
      consumer_secret: "c0ffee",
      token_key: "tk",
      token_secret: "a=b:#;[x]",
    };
    const ours = formatCredentialsIni(credentials, "Written by us\n[not a section]");
    const stdout = await printed(PYTHON, ["-c", SCRIPT, ours]);
    const { values, ...texts } = JSON.parse(stdout) as Record<string, string>;
    expect(values).toEqual(credentials);
    expect(Object.keys(texts)).toHaveLength(5);
    for (const [form, text] of Object.entries(texts)) {
      expect(parseCredentialsIni(text, form), text).toEqual(credentials);
    }
  });
});
