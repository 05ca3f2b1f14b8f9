import type { Fragment, Html, View } from "../page.js";

/**
 * A part of the page that follows the sandbox. With a `label` it is a landmark of that name. Its content must keep its
 * outer size as good as it can: reserve the space of what may come.
 */
export function Live(props: { view: View; fragment: Fragment; label?: string; class?: string }): Html {
  const { view, fragment, label } = props;
  const { name, topics } = fragment;
  const facts = {
    id: `live-${name}`,
    class: props.class,
    "data-live": view.hrefHere({ fragment: name }),
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
