// Tells Redocly that the root's x-unmatched-answers are answers: they are checked and their components count as used.
module.exports = function unmatchedAnswers() {
  return {
    id: "spi",
    typeExtension: {
      oas3: (types) => ({
        ...types,
        Root: {
          ...types.Root,
          properties: { ...types.Root.properties, "x-unmatched-answers": "Responses" },
        },
      }),
    },
  };
};
