// What every page of the desk runs.
export {};
