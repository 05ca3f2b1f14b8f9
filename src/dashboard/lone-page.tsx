import { assetPath } from "./assets.js";
import type { Html } from "./page.js";
import { ROOT } from "./view.js";

/** A page without the frame: a title and a text instead of the requested page. It needs no session. */
export function LonePage({ title, text }: { title: string; text: string }): Html {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · spi-emulator`}</title>
        <link rel="icon" href={assetPath("icon.svg")} />
        <link rel="stylesheet" href={assetPath("dashboard.css")} />
      </head>
      <body>
        <main id="main" class="lone">
          <h1>{title}</h1>
          <p>{text}</p>
          <p>
            <a href={`${ROOT}/`}>To the lab</a>
          </p>
        </main>
      </body>
    </html>
  );
}
