using Microsoft.AspNetCore.Authorization;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// Opens a page of the desk to those who have the rights for the newspaper of its address (route value <c>newspaper</c>), or for any
/// newspaper when the address names none. Without rights given: to everyone who has any right there.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequireRightAttribute(DeskRights rights = DeskRights.None) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RightRequirement(rights)];
}

/// <summary>See <see cref="RequireRightAttribute"/>.</summary>
internal sealed record RightRequirement(DeskRights Rights) : IAuthorizationRequirement;

internal sealed class RightHandler : AuthorizationHandler<RightRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        var newspaper = (context.Resource as HttpContext)?.GetRouteValue("newspaper") as string;
        var has = context.User.RightsFor(newspaper);
        if (has != DeskRights.None && (has & requirement.Rights) == requirement.Rights)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
