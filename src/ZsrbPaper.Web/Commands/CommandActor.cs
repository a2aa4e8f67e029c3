using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Web.Commands;

/// <summary>Who works at the command line, as the audit log knows them: <c>cli:</c> and the user of the operating system.</summary>
internal static class CommandActor
{
    public static string Name { get; } = $"cli:{Environment.UserName}" is { Length: > ArticleVersion.AuthorMaxLength } name ? name[..ArticleVersion.AuthorMaxLength] : $"cli:{Environment.UserName}";
}
