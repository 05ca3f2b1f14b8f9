import { Empty } from "../components/empty.js";
import { type DashboardPage, type Html, NotFound, type View } from "../page.js";
import { loadParity, type LoadedParity } from "../parity/load.js";
import { AnswerParity } from "../parity/operation.js";
import { Overview } from "../parity/overview.js";

/** How the contract compares with deployments, operation by operation. */
export const parity: DashboardPage = {
  path: "/parity",
  nav: "Parity",
  title: () => "Parity",
  render: (view) => withParity(view, (loaded) => <Overview view={view} loaded={loaded} />),
};

/** The answers of one operation, field by field. */
export const parityOperation: DashboardPage = {
  path: "/parity/:operationId",
  under: "/parity",
  title: (view) => `Parity of ${operationIdOf(view)}`,
  render: (view) =>
    withParity(view, ({ table }) => {
      const { answers, method, path } = table.find(({ operationId }) => operationId === operationIdOf(view))!;
      return (
        <>
          <p>
            <code>{`${method} ${path}`}</code>{" "}
            <a href={view.href(`/api/${operationIdOf(view)}`)}>What the contract says</a>
          </p>
          {answers.map((answer) => (
            <AnswerParity answer={answer} />
          ))}
        </>
      );
    }),
};

/** @throws NotFound */
function operationIdOf({ params, productSpec }: View): string {
  const found = productSpec.operations.find(({ operationId }) => operationId === params["operationId"]);
  if (found === undefined) throw new NotFound(`There is no operation ${params["operationId"] ?? ""}.`);
  return found.operationId;
}

function withParity(view: View, render: (loaded: LoadedParity) => Html): Html {
  const loaded = loadParity(view);
  if (typeof loaded !== "string") return render(loaded);
  return (
    <Empty title="parity.yaml cannot be read">
      <p>{loaded}</p>
    </Empty>
  );
}
