import React, { useMemo, useState as state } from "react";
import { createMemo } from "solid-js";
class Client { load() {} }
export function useClient() {
  const [client] = React.useState(() => new Client());
  const [other] = state(new Client());
  const kept = useMemo(() => new Client(), []);
  const memo = createMemo(() => new Client());
  client.load();
  other.load();
  kept.load();
  memo().load();
}
