using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>An application of the framework with nothing in it, to compare the portal with: written and published.</summary>
internal sealed record ReferenceApplication(string Name, string References, string Program, IReadOnlyDictionary<string, string> Files)
{
    public static ReferenceApplication Kestrel { get; } = new(
        "EmptyKestrel",
        "",
        """
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
        builder.WebHost.UseKestrelCore().UseUrls(args[0]);
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("ok"));
        await app.RunAsync();
        """,
        new Dictionary<string, string>());

    public static ReferenceApplication RazorPages { get; } = new(
        "EmptyRazorPages",
        $"""<PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="{EntityFrameworkVersion}" />""",
        """
        using Microsoft.EntityFrameworkCore;

        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls(args[0]);
        builder.Logging.ClearProviders();
        builder.Services.AddRazorPages();
        builder.Services.AddDbContext<Notes>(options => options.UseSqlite("Data Source=notes.db"));
        var app = builder.Build();
        using (var scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<Notes>().Database.EnsureCreated();
        }

        app.MapRazorPages();
        await app.RunAsync();

        public sealed class Note
        {
            public int Id { get; set; }

            public string Text { get; set; } = "";
        }

        public sealed class Notes(DbContextOptions<Notes> options) : DbContext(options)
        {
            public DbSet<Note> All => Set<Note>();
        }
        """,
        new Dictionary<string, string>
        {
            ["Pages/Index.cshtml"] =
                """
                @page
                @using Microsoft.EntityFrameworkCore
                @inject Notes Notes
                <!doctype html>
                <title>Notes</title>
                <ul>
                @foreach (var note in await Notes.All.OrderBy(note => note.Id).Take(20).ToListAsync())
                {
                  <li>@note.Text</li>
                }
                </ul>
                """,
        });

    private static string EntityFrameworkVersion =>
        typeof(DbContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes and publishes it below a folder.</summary>
    /// <param name="folder">Gets a folder for the source and one for the program.</param>
    /// <param name="likeThePortal">With the runtime, all compiled ahead together; else, as most applications are, each part by itself.</param>
    /// <param name="cancellationToken">Ends the publishing.</param>
    /// <returns>The program.</returns>
    public async Task<string> PublishAsync(string folder, bool likeThePortal, CancellationToken cancellationToken)
    {
        var source = Path.Combine(folder, Name);
        var project =
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>{References}</ItemGroup>
            </Project>
            """;

        // The repository's own rules are not for these.
        const string NoRules = "<Project />";
        foreach (var (file, text) in Files.Concat(
            [new($"{Name}.csproj", project), new("Program.cs", Program), new("Directory.Build.props", NoRules), new("Directory.Packages.props", NoRules), new(".editorconfig", "root = true")]))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, file))!);
            await File.WriteAllTextAsync(Path.Combine(source, file), text, cancellationToken);
        }

        string[] how = likeThePortal
            ? ["--self-contained", "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true"]
            : ["--no-self-contained", "-p:PublishReadyToRun=true"];
        return await PublishedPortal.PublishAsync(source, Path.Combine(folder, "published", likeThePortal ? $"{Name}Together" : Name), Name, how, cancellationToken);
    }
}
