// café
export const Tea = () => <p title="ÿ">{"café"}</p>;
export const Table = () => <Tea label="é" />;
