/**
 * The text of an answer of Trino's protocol. Asked again while the server is busy (502 to 504), and when the connection
 * broke: a page may be read twice, and what only reads be begun twice.
 */
export async function fetchTrino(url: string, init: RequestInit): Promise<string> {
  for (;;) {
    const { status, text } = await fetchText(url, init);
    if (status < 300) return text;
    if (status < 502 || status > 504) throw new Error(`Trino answered ${status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function fetchText(url: string, init: RequestInit) {
  const { body } = init;
  const isRepeatable = typeof body !== "string" || /^\s*(select|values|with)\b/i.test(body);
  for (let broken = 0; ; ) {
    try {
      const response = await fetch(url, init);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (!isRepeatable || ++broken > 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
