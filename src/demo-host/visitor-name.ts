import { randomInt } from "node:crypto";

const ADJECTIVES =
  "amber bold brave bright calm clever cosy eager early fair fast fine gentle glad golden happy honest jolly keen kind late light lively lucky mellow merry mild neat noble patient plucky polite proud quick quiet ready sharp silver smart snug steady sunny swift tidy warm wise witty young".split(
    " ",
  );
const NOUNS =
  "badger beaver bison crane curlew dolphin eagle falcon ferret finch fox gecko goose hare hawk heron ibis jay kestrel koala lark lemur linnet lynx magpie marten mole moose newt osprey otter owl panda plover puffin quail raven robin seal stork swan swift tapir teal tern toad vole weasel wren yak".split(
    " ",
  );

/** A name for a sandbox that a person can read, say and type: `quiet-otter-42`. `isTaken` tells names in use. */
export function visitorName(isTaken: (name: string) => boolean): string {
  for (;;) {
    const adjective = ADJECTIVES[randomInt(ADJECTIVES.length)]!;
    const noun = NOUNS[randomInt(NOUNS.length)]!;
    const name = `${adjective}-${noun}-${randomInt(10, 1000)}`;
    if (!isTaken(name)) return name;
  }
}
