using System.Globalization;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Web.Areas.Admin;

/// <summary>Every address of the desk, root-relative. They mirror the readers' (<see cref="Addresses"/>) under <c>/admin</c>.</summary>
public static class DeskAddresses
{
    public const string Home = "/admin";

    public const string SignIn = "/admin/sign-in";

    public const string SecondStep = "/admin/sign-in/second-step";

    public const string SignOut = "/admin/sign-out";

    /// <summary>The signed-in user's own account.</summary>
    public const string Account = "/admin/account";

    public const string Authenticator = "/admin/account/authenticator";

    /// <summary>Search of every newspaper's articles, see <c>DeskSearchAddress</c>.</summary>
    public const string Search = "/admin/search";

    public const string Users = "/admin/users";

    public static string User(string userName) => $"/admin/users/{Uri.EscapeDataString(userName)}";

    /// <summary>A one-time link.</summary>
    public static string Setup(string token) => $"/admin/setup/{token}";

    /// <summary>The newspaper's calendar and list of editions.</summary>
    public static string Newspaper(string code) => $"/admin/{code}";

    public static string NewEdition(string code) => $"/admin/{code}/new";

    /// <summary>Where edition packages are uploaded and watched.</summary>
    public static string Packages(string code) => $"/admin/{code}/packages";

    public static string Settings(string code) => $"/admin/{code}/settings";

    /// <summary>Where addresses of former platforms lead.</summary>
    public static string OldAddresses(string code) => $"/admin/{code}/old-addresses";

    public static string Edition(string code, DateOnly date) => $"/admin{Addresses.Edition(code, date)}";

    /// <summary>Where tonight's files are dropped and watched.</summary>
    public static string Intake(string code, DateOnly date) => $"{Edition(code, date)}/intake";

    public static string Page(string code, DateOnly date, PageLabel label) => $"{Edition(code, date)}/{label}";

    public static string Article(string code, DateOnly date, PageLabel label, int number) =>
        $"{Page(code, date, label)}/{number.ToString(CultureInfo.InvariantCulture)}";

    public static string History(string code, DateOnly date, PageLabel label, int number) => $"{Article(code, date, label, number)}/history";

    /// <summary>Corrections, withdrawals and replacements of the edition, and what waits for a second person.</summary>
    public static string Changes(string code, DateOnly date) => $"{Edition(code, date)}/changes";

    /// <summary>撤稿: asks for the reason.</summary>
    public static string Withdraw(string code, DateOnly date, PageLabel label, int number) => $"{Article(code, date, label, number)}/withdraw";

    /// <summary>换版: takes the page's new file.</summary>
    public static string Replace(string code, DateOnly date, PageLabel label) => $"{Page(code, date, label)}/replace";

    /// <summary>The reader's overview of an unreleased edition; what follows the date is as readers' addresses have it.</summary>
    public static string Preview(string code, DateOnly date) => $"/admin/preview{Addresses.Edition(code, date)}";

    /// <summary>A photo of the edition, released or not.</summary>
    public static string Photo(string code, DateOnly date, string hash, string rendition, string extension) =>
        $"/admin/media{Addresses.Edition(code, date)}/photos/{hash}/{rendition}.{extension}";

    /// <summary>The folder of a page's facsimile files, released or not: <c>{this}/page-900.webp</c>, <c>{this}/tiles/{level}/{column}_{row}.jpg</c>.</summary>
    public static string Facsimile(string code, DateOnly date, PageLabel label, string version) =>
        $"/admin/media{Addresses.Edition(code, date)}/{label}/facsimile/{version}";
}
