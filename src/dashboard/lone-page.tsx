import { assetPath } from "./assets.js";
import type { Html } from "./page.js";

/**
 * A page without the frame: a title and a text instead of the requested page. It needs no session. `root`: the path of
 * the dashboard in links.
 */
export function LonePage({ root, title, text }: { root: string; title: string; text: string }): Html {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · spi-emulator`}</title>
        <link rel="icon" href={assetPath(root, "icon.svg")} />
        <link rel="stylesheet" href={assetPath(root, "dashboard.css")} />
      </head>
      <body>
        <main id="main" class="lone">
          <h1>{title}</h1>
          <p>{text}</p>
          <p>
            <a href={`${root}/`}>To the lab</a>
          </p>
        </main>
      </body>
    </html>
  );
}
