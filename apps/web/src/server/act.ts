import { showToast } from '../design/toast.js';
import { sentenceOf } from './call.js';
import { queryClient } from './query-client.js';

/** Does what a person asked for, says what went wrong, and asks again for what is shown. True when it is done. */
export async function act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work();
    if (done !== undefined) showToast({ text: done });
    return true;
  } catch (error) {
    showToast({ tone: 'danger', text: sentenceOf(error) });
    return false;
  } finally {
    await queryClient.invalidateQueries();
  }
}
