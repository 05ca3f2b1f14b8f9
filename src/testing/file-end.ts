type Task = () => void | Promise<void>;

const tasks: Task[] = [];

/**
 * Runs a task when the test file that is running ends. A hook at the top of a helper module cannot do that: test files
 * share the helpers' modules (`isolate: false`), so the hook would be there for the first file only.
 */
export function atFileEnd(task: Task): void {
  tasks.push(task);
}

/** Runs the tasks, the last one first. For the set-up of test files. */
export async function endFile(): Promise<void> {
  for (const task of tasks.splice(0).reverse()) await task();
}
