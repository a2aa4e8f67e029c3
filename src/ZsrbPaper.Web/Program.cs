using ZsrbPaper.Web.Commands;

return await PaperCommands.InvokeAsync(args);

/// <summary>The entry point, for the tests' application factory.</summary>
public partial class Program;
