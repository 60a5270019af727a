# Run in PowerShell with nothing imported. The arguments are the package, the script that runs the acceptance tests and the
# major version of Pester: installs the first as users do, for this user, whose home is empty in the lab, and runs the
# second with it.
$package, $acceptance, $pester = $args
$ErrorActionPreference = 'Stop'
$gallery = New-Item (Join-Path ([IO.Path]::GetTempPath()) 'gallery') -ItemType Directory
Copy-Item $package $gallery
Register-PSResourceRepository local -Uri $gallery.FullName
Install-PSResource IpvsPS -Repository local -TrustRepository
$ErrorActionPreference = 'Continue'
& $acceptance IpvsPS -PesterVersion $pester
exit $LASTEXITCODE
