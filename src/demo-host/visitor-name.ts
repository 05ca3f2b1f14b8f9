import { newSecret } from "../ids.js";

const ADJECTIVES =
  "amber bold brave bright calm clever cosy eager early fair fast fine gentle glad golden happy honest jolly keen kind late light lively lucky mellow merry mild neat noble patient plucky polite proud quick quiet ready sharp silver smart snug steady sunny swift tidy warm wise witty young".split(
    " ",
  );
const NOUNS =
  "badger beaver bison crane curlew dolphin eagle falcon ferret finch fox gecko goose hare hawk heron ibis jay kestrel koala lark lemur linnet lynx magpie marten mole moose newt osprey otter owl panda plover puffin quail raven robin seal stork swan swift tapir teal tern toad vole weasel wren yak".split(
    " ",
  );

/** A random number from 0, less than `below`. */
const anyOf = (below: number): number => Number.parseInt(newSecret(6), 16) % below;

/** A name for a sandbox that a person can read, say and type: `quiet-otter-42`. `isTaken` tells names in use. */
export function visitorName(isTaken: (name: string) => boolean): string {
  for (;;) {
    const adjective = ADJECTIVES[anyOf(ADJECTIVES.length)]!;
    const noun = NOUNS[anyOf(NOUNS.length)]!;
    const name = `${adjective}-${noun}-${10 + anyOf(990)}`;
    if (!isTaken(name)) return name;
  }
}
