BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    $cmdlets = Get-Command -Module ContainerState -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name } }
}

# Objects bind as what they are, texts as names or paths, and rows of a table only where that does no harm. The binder of
# PowerShell itself is asked: it says in its trace which object went to which parameter.
Describe 'What a cmdlet takes from the pipeline' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        $repository = @{ BuiltImage = 'Repository'; CacheEntry = 'Repository'; CacheItem = 'Repository'; DependencyUpdate = 'Repository'; RepoTestResult = 'Repository'; StateDependency = 'Repository'; StateRepo = 'Repository' }
        $folder = @{ File = 'Path'; Folder = 'Path'; Number = 'Path'; Text = 'Path' }

        # Whatever is not here binds to nothing. Each name is that of an object which is named like a server.
        $table = @{
            'Add-StateDependency'       = $repository
            'Build-ServerImage'         = $repository + $folder
            'Clear-StateCache'          = $repository + $folder
            'Compare-ServerImage'       = @{ BuiltImage = 'Difference Repository'; CacheEntry = 'Repository'; CacheItem = 'Repository'; DependencyUpdate = 'Repository'; EphemeralServer = 'Difference'; Number = 'Difference'; RepoTestResult = 'Repository'; ServerImage = 'Difference'; StateDependency = 'Repository'; StateRepo = 'Repository'; Text = 'Difference' }
            'Debug-ServerBuild'         = $repository
            'Export-StateInventory'     = $repository + $folder
            'Get-Server'                = @{ CsvRow = 'Name'; EphemeralServer = 'Name'; JsonDependency = 'Name'; JsonImage = 'Name'; JsonServer = 'Name'; Number = 'Name'; Text = 'Name' }
            'Get-ServerImage'           = @{ BuiltImage = 'Name'; CsvRow = 'Name'; EphemeralServer = 'Server'; JsonDependency = 'Name'; JsonImage = 'Name'; JsonServer = 'Name'; Number = 'Name'; ServerImage = 'Name'; Text = 'Name' }
            'Get-ServerImageContent'    = @{ BuiltImage = 'Reference Repository'; CacheEntry = 'Repository'; CacheItem = 'Repository'; DependencyUpdate = 'Repository'; EphemeralServer = 'Reference'; Number = 'Reference'; RepoTestResult = 'Repository'; ServerImage = 'Reference'; StateDependency = 'Repository'; StateRepo = 'Repository'; Text = 'Reference' }
            'Get-ServerLog'             = @{ EphemeralServer = 'Server'; Number = 'Name'; ServerTestResult = 'Server'; Text = 'Name' }
            'Get-ServerRebuild'         = $repository + $folder
            'Get-ServerVolume'          = @{ Number = 'Name'; ServerVolume = 'Name'; Text = 'Name' }
            'Get-StateDependency'       = $repository + $folder
            'Get-StateRepo'             = @{ File = 'Path'; Folder = 'Path'; Number = 'Path'; StateRepo = 'Path'; Text = 'Path' }
            'Invoke-ServerRebuild'      = @{ StateRepo = 'Repository' }
            'Invoke-ServerSupervisor'   = @{ BuiltImage = 'Image'; ServerImage = 'Image'; StateRepo = 'Repository' }
            'New-StateRepo'             = $folder
            'Publish-StateCache'        = $repository + $folder
            'Receive-StateCache'        = $repository + $folder
            'Register-ServerRebuild'    = @{ StateRepo = 'Repository' }
            'Register-ServerSupervisor' = @{ BuiltImage = 'Image'; ServerImage = 'Image'; StateRepo = 'Repository' }
            'Remove-ServerImage'        = @{ BuiltImage = 'Image'; Number = 'Id'; ServerImage = 'Image'; Text = 'Id' }
            'Remove-ServerLog'          = @{ EphemeralServer = 'Server'; Number = 'Name'; ServerTestResult = 'Server'; Text = 'Name' }
            'Remove-ServerVolume'       = @{ Number = 'Name'; ServerVolume = 'Volume'; Text = 'Name' }
            'Remove-StateDependency'    = @{ StateDependency = 'Dependency' }
            'Restore-Server'            = @{ StateRepo = 'Repository' }
            'Show-StateRepo'            = $repository + $folder
            'Start-EphemeralServer'     = @{ BuiltImage = 'Image'; Number = 'Id'; ServerImage = 'Image'; Text = 'Id' }
            'Stop-Server'               = @{ EphemeralServer = 'Server'; Number = 'Name'; ServerTestResult = 'Server'; Text = 'Name' }
            'Test-Server'               = @{ EphemeralServer = 'Server'; Number = 'Name'; ServerTestResult = 'Server'; Text = 'Name' }
            'Test-ServerImage'          = @{ BuiltImage = 'Image Repository'; CacheEntry = 'Repository'; CacheItem = 'Repository'; DependencyUpdate = 'Repository'; File = 'Path'; Folder = 'Path'; Number = 'Path'; RepoTestResult = 'Repository'; ServerImage = 'Image'; StateDependency = 'Repository'; StateRepo = 'Repository'; Text = 'Path' }
            'Test-StateRepo'            = $repository + $folder
            'Update-StateDependency'    = @{ DependencyUpdate = 'Outdated'; StateDependency = 'Dependency'; StateRepo = 'Repository' } + $folder
            'Update-StateRepo'          = $repository + $folder
            'Wait-Server'               = @{ EphemeralServer = 'Server'; Number = 'Name'; ServerTestResult = 'Server'; Text = 'Name' }
        }

        # So that nothing is changed, and nothing waited for.
        $arguments = @{
            'Add-StateDependency'       = @{ Url = 'https://example.invalid/x.git' }
            'Compare-ServerImage'       = @{ Reference = 'nothing' }
            'Debug-ServerBuild'         = @{ Name = 'nothing' }
            'Import-StateRepo'          = @{ Url = 'https://example.invalid/x.git' }
            'Invoke-ServerRebuild'      = @{ Name = 'nothing' }
            'Invoke-ServerSupervisor'   = @{ Name = 'nothing' }
            'New-ServerVolume'          = @{ Name = 'nothing' }
            'Register-ServerRebuild'    = @{ Name = 'nothing'; Schedule = 'daily' }
            'Register-ServerSupervisor' = @{ Name = 'nothing' }
            'Restore-Server'            = @{ Name = 'nothing' }
            'Wait-Server'               = @{ TimeoutSeconds = 0 }
        }

        $named = "$prefix-named"
        $repo = New-StateRepo TestDrive:/web -Name $named
        $definition = [ContainerState.Definitions.ServerDefinition] @{ Name = $named; Init = [string[]] '/bin/init' }
        $image = [ServerImage] @{ Id = '0' * 40; Name = $named; Sha256 = '0' * 64; Layers = [ContainerState.Images.ImageLayer[]] @(); SizeBytes = 1; CreatedUtc = [datetime]::UtcNow; Definition = $definition }
        $built = [ServerImage] @{ Id = '1' * 40; Name = $named; Sha256 = '0' * 64; Layers = [ContainerState.Images.ImageLayer[]] @(); SizeBytes = 1; CreatedUtc = [datetime]::UtcNow; Definition = $definition } |
            Add-Member Repository $repo -PassThru
        $server = [EphemeralServer] @{ Name = $named; State = 'Running'; Image = '0' * 40; Address = '192.0.2.1'; Definition = $definition }
        $check = [ContainerState.Servers.CheckResult]::new($named, $true, 1, 1, $named)
        $test = [ServerTestResult]::new($server, $true, 1, [ContainerState.Servers.CheckResult[]] $check)
        $dependency = [StateDependency] @{ Repository = $repo; Name = $named; Kind = 'Debian'; Path = 'deps/web'; Url = './'; Commit = '0' * 40; Present = $true }
        $objects = [ordered] @{
            StateRepo        = $repo
            RepoTestResult   = [RepoTestResult]::new($repo, $repo.Head, $true, [string[]] @())
            StateDependency  = $dependency
            DependencyUpdate = [DependencyUpdate] @{ Repository = $repo; Name = $named; Kind = 'Debian'; State = 'Outdated'; Path = 'deps/web'; OldCommit = '0' * 40; NewCommit = '' }
            ServerImage      = $image
            BuiltImage       = $built
            CacheEntry       = [CacheEntry]::new($repo, '/nowhere', $named, '0' * 64, '', 'Sent')
            CacheItem        = [CacheItem]::new($repo, 'Result', $named, $named, 1, [datetime]::UtcNow)
            EphemeralServer  = $server
            ServerTestResult = $test
            ServerVolume     = [ServerVolume] @{ Name = $named; SizeBytes = 1 }
            CheckResult      = $check
            ServerLogLine    = [ServerLogLine]::new($named, $named)
            HostCheck        = [HostCheck]::new($named, 'Limit', $true, '', '')
            SupervisorEvent  = [SupervisorEvent] @{ TimeUtc = [datetime]::UtcNow; Supervisor = $named; Kind = 'Started'; Server = $named; Well = 1; Count = 1 }
            Text             = $named
            Number           = 4711
            Folder           = Get-Item $repo.Path
            File             = Get-Item "$($repo.Path)/state.yaml"
            CsvRow           = [pscustomobject] @{ Name = $named } | ConvertTo-Csv | ConvertFrom-Csv
            JsonServer       = $server | ConvertTo-Json -Depth 4 | ConvertFrom-Json
            JsonTest         = $test | ConvertTo-Json -Depth 4 | ConvertFrom-Json
            JsonImage        = $built | ConvertTo-Json -Depth 4 | ConvertFrom-Json
            JsonDependency   = $dependency | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        }

        function Get-Bound([string] $Name, $Object) {
            $given = $arguments[$Name] ?? @{}
            if ((Get-Command $Name).Parameters.ContainsKey('WhatIf')) { $given = $given + @{ WhatIf = $true } }
            $trace = Join-Path (Convert-Path TestDrive:/) trace
            Remove-Item $trace -ErrorAction Ignore
            $null = Trace-Command -Name ParameterBinding -FilePath $trace -Expression {
                try { $Object | & $Name @given -ErrorAction Ignore -WarningAction Ignore *> $null } catch { $null = $_ }
            }
            $isPipeline = $false
            $bound = switch -Regex -File $trace {
                'BIND PIPELINE object to parameters: \[(.*?)\]' { $isPipeline = $Matches[1] -eq $Name }
                'BIND arg \[.*\] to param \[(\w+)\] SUCCESSFUL' { if ($isPipeline) { $Matches[1] } }
                'CALLING EndProcessing' { $isPipeline = $false }
            }
            $bound | Sort-Object -Unique
        }
    }

    It '<Name> takes what the table says, and nothing else' -ForEach $cmdlets {
        $expected = $table[$Name] ?? @{}
        $seen = @{}
        foreach ($kind in $objects.Keys) {
            $bound = Get-Bound $Name $objects[$kind]
            if ($bound) { $seen[$kind] = $bound -join ' ' }
        }
        $lines = { param($bindings) $bindings.GetEnumerator() | Sort-Object Key | ForEach-Object { "$($_.Key) = $($_.Value)" } }
        & $lines $seen | Should -Be (& $lines $expected)
    }

    # What kills, removes or starts by a mere name takes texts that somebody wrote, and no object or row that has a name.
    It '<_> takes no name from an object or a row' -ForEach 'Stop-Server', 'Remove-ServerImage', 'Remove-ServerLog', 'Remove-ServerVolume', 'Remove-StateDependency', 'Start-EphemeralServer', 'Test-Server', 'Wait-Server' {
        foreach ($kind in $objects.Keys.Where({ $_ -notin 'Text', 'Number' })) {
            Get-Bound $_ $objects[$kind] | Where-Object { $_ -in 'Name', 'Id' } | Should -BeNullOrEmpty -Because $kind
        }
    }
}
