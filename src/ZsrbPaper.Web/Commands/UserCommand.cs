using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Commands;

/// <summary><c>user add</c>: somebody for the desk, with a one-time link or a password from standard input.</summary>
internal static class UserCommand
{
    public static Command Create(string[] settings)
    {
        var name = new Argument<string>("name") { Description = "The user name; it stands in the history for good." };
        name.RefuseOptionsAsValues();
        var roles = new Option<string[]>("--role") { Description = "editor, reviewer, chief or administrator; may be given several times.", Required = true };
        roles.AcceptOnlyFromAmong([.. DeskRoles.All.Keys]);
        var newspaper = new Option<string?>("--newspaper") { Description = "Code of the newspaper that the roles are for; every newspaper if left out." };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Reads the password from the first line of standard input, instead of printing a one-time link." };
        var add = new Command("add", "Adds a user and prints a one-time link, good for an hour, by which they set their password.") { name, roles, newspaper, fromInput };
        add.SetAction((parsed, cancellationToken) => PaperCommands.RunAsync(
            settings,
            (services, token) => AddAsync(services, parsed.GetValue(name)!, parsed.GetValue(roles)!, parsed.GetValue(newspaper), parsed.GetValue(fromInput), token),
            cancellationToken));
        return new Command("user", "The people of the desk.") { add };
    }

    private static async Task<ExitCode> AddAsync(IServiceProvider services, string name, string[] roles, string? code, bool fromInput, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PaperDbContext>();
        var newspaperId = code is null ? null : await db.Newspapers.Where(newspaper => newspaper.Code == code).Select(newspaper => (int?)newspaper.Id).FirstOrDefaultAsync(cancellationToken);
        if (code is not null && newspaperId is null)
        {
            await Console.Error.WriteLineAsync($"There is no newspaper '{code}'.");
            return ExitCode.Refused;
        }

        var password = fromInput ? await Console.In.ReadLineAsync(cancellationToken) ?? "" : null;
        var users = services.GetRequiredService<DeskUserManager>();
        var rights = roles.Aggregate(DeskRights.None, (all, role) => all | DeskRoles.All[role]);
        var user = new DeskUser { UserName = name };
        user.Grant(newspaperId, rights);
        var result = await users.AddAsync(user, password, CommandActor.Name, $"{string.Join(", ", roles.Distinct())} for {code ?? "every newspaper"}");
        if (!result.Succeeded)
        {
            foreach (var error in result.Errors)
            {
                await Console.Error.WriteLineAsync(Explain(error.Code, name) ?? error.Description);
            }

            return ExitCode.Refused;
        }

        if (password is not null)
        {
            Console.Out.WriteLine($"{name}: added.");
            return ExitCode.Done;
        }

        Console.Out.WriteLine($"{name}: added. They set their password at this address, once, within an hour:");
        Console.Out.WriteLine(await services.GetRequiredService<SetupLinks>().CreateAsync(users, user));
        return ExitCode.Done;
    }

    /// <summary>The desk speaks Chinese, the command line English.</summary>
    private static string? Explain(string code, string name) => code switch
    {
        nameof(DeskIdentityErrors.DuplicateUserName) => $"There is a user '{name}' already.",
        nameof(DeskIdentityErrors.InvalidUserName) or UserNameRules.Problem =>
            $"The name cannot be used: 1 to {DeskUser.NameMaxLength} characters, no colons, slashes, spaces at the ends or characters that cannot be seen.",
        nameof(DeskIdentityErrors.PasswordTooShort) => "The password is too short: at least 12 characters.",
        PasswordRules.TooLong => $"The password is too long: at most {DeskSignInManager.PasswordMaxLength} characters.",
        PasswordRules.Known => "The password is too easy to guess. Several words that have nothing to do with each other make a good one.",
        _ => null,
    };
}
