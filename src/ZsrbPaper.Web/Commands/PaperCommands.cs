using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Serilog;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Commands;

/// <summary>How a command ended, as its exit code.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>The input was refused or not found; the problems are on standard error.</summary>
    Refused = 1,

    WrongUse = 2,

    /// <summary>No PDF tool, no database, or a database newer than the program.</summary>
    CannotNow = 3,
}

/// <summary>
/// The one executable's commands; without one it serves. Settings such as <c>--Data:Root=…</c> or <c>--urls …</c> may stand
/// beside any of them.
/// </summary>
internal static partial class PaperCommands
{
    public static async Task<int> InvokeAsync(string[] args)
    {
        var (words, settings) = Split(args);
        var root = new RootCommand("ZsrbPaper, an e-newspaper portal. Without a command it serves the portal.")
        {
            NewspaperCommand.Create(settings),
            ImportCommand.Create(settings),
            ExportCommand.Create(settings),
            UserCommand.Create(settings),
            SampleCommand.Create(settings),
            OldAddressCommand.Create(settings),
            SearchCommand.Create(settings),
            AuditCommand.Create(settings),
        };
        root.SetAction((_, cancellationToken) => RunAsync(() => ServeCommand.RunAsync(settings, cancellationToken)));
        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Try --help.");
            return (int)ExitCode.WrongUse;
        }


        // Without it, who is told to stop has two seconds.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Draining.Longest });
    }

    /// <summary>Runs a command with the database ready, and turns what can go wrong into a sentence and an exit code.</summary>
    public static Task<int> RunAsync(string[] settings, Func<IServiceProvider, CancellationToken, Task<ExitCode>> command, CancellationToken cancellationToken) =>
        RunAsync(async () =>
        {
            var builder = Portal.CreateBuilder(settings);
            await using var app = builder.Build();
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().PrepareAsync(cancellationToken);
            return await command(scope.ServiceProvider, cancellationToken);
        });

    private static async Task<int> RunAsync(Func<Task<ExitCode>> command)
    {
        try
        {
            return (int)await command();
        }
        catch (CannotNowException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return (int)ExitCode.CannotNow;
        }
        catch (MediaException exception) when (exception.ToolMissing)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return (int)ExitCode.CannotNow;
        }
        catch (OptionsValidationException exception)
        {
            return await ReportSettingsAsync(exception.Failures);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return await ReportSettingsAsync(exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
        }
        catch (Exception exception) when (Portal.IsDatabaseAway(exception))
        {
            await Console.Error.WriteLineAsync($"The database went away: {exception.GetBaseException().Message}");
            return (int)ExitCode.CannotNow;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was changed by what was under way.");
            return (int)ExitCode.CannotNow;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"A file or folder cannot be read or written: {exception.Message}");
            return (int)ExitCode.CannotNow;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    private static async Task<int> ReportSettingsAsync(IEnumerable<string> failures)
    {
        await Console.Error.WriteLineAsync("The settings are wrong:");
        foreach (var failure in failures)
        {
            await Console.Error.WriteLineAsync($"  {failure}");
        }

        return (int)ExitCode.WrongUse;
    }

    /// <summary>Parts the settings (<c>--Section:Key=value</c>, <c>--urls …</c>) from the words of the command.</summary>
    internal static (string[] Words, string[] Settings) Split(string[] args)
    {
        var words = new List<string>();
        var settings = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!Setting().IsMatch(args[i]))
            {
                words.Add(args[i]);
            }
            else if (args[i].Contains('=', StringComparison.Ordinal) || i + 1 == args.Length)
            {
                settings.Add(args[i]);
            }
            else
            {
                settings.AddRange([args[i], args[++i]]);
            }
        }

        return ([.. words], [.. settings]);
    }

    /// <summary>A section without a value (<c>--Site=</c>) is how ASP.NET Core's application factory for tests hands settings over.</summary>
    [GeneratedRegex("^--(?:(?:[A-Za-z]+(?::[A-Za-z0-9_.]+)+|urls|environment|contentRoot|applicationName)(?:=|\\z)|[A-Za-z]+=\\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
