import type { Fragment, Html, View } from "../page.js";

/**
 * A part of the page that follows the sandbox. With a `label` it is a landmark of that name. Its content should keep
 * its outer size: reserve space for what may appear. `query` is added to the page's own query when the part is
 * fetched again, so that it shows the same thing.
 */
export function Live(props: {
  view: View;
  fragment: Fragment;
  label?: string;
  class?: string;
  query?: Readonly<Record<string, string | null>>;
}): Html {
  const { view, fragment, label, query } = props;
  const { name, topics } = fragment;
  const facts = {
    id: `live-${name}`,
    class: props.class,
    "data-live": view.hrefHere({ ...query, fragment: name }),
    "data-topics": topics.join(" "),
  };
  const content = fragment.render(view);
  if (label === undefined) return <div {...facts}>{content}</div>;
  return (
    <section {...facts} aria-label={label}>
      {content}
    </section>
  );
}
