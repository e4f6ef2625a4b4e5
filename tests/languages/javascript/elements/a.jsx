import { Button, Panel } from "./b";
import * as ui from "./b";
function onClick() {}
const App = () => (
  <Panel onClick={onClick}>
    <div />
    <ui.Button />
    {[1].map((n) => <Button key={n} />)}
  </Panel>
);
