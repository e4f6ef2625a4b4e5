export interface Props { onClick: () => void }
export const Button = (props: Props) => <button onClick={props.onClick} />;
export default function Page({ title }: { title: string }) { return <Button onClick={() => {}} />; }
