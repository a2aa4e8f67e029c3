using ZsrbPaper.Benchmarks;

return await Commands.Create().Parse(args).InvokeAsync();
