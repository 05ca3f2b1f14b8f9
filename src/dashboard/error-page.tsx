import { assetPath } from "./assets.js";
import type { Html } from "./page.js";
import { ROOT } from "./view.js";

/** What is shown where a page cannot be. It needs no session. */
export function ErrorPage({ status, message }: { status: number; message: string }): Html {
  const title = status === 404 ? "Not found" : "That went wrong";
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · spi-emulator`}</title>
        <link rel="icon" href={assetPath("icon.svg")} />
        <link rel="stylesheet" href={assetPath("dashboard.css")} />
      </head>
      <body>
        <main id="main" class="lone">
          <h1>{title}</h1>
          <p>{message}</p>
          <p>
            <a href={`${ROOT}/`}>To the lab</a>
          </p>
        </main>
      </body>
    </html>
  );
}
