/** What this thread has loaded over the network, bytes; 0 for what the browser had already. */
export function loadedBytes(): number {
  const entries = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  return entries.reduce(
    (sum, entry) => sum + ((entry as PerformanceResourceTiming).transferSize ?? 0),
    0,
  );
}
